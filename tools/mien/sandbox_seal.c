// SPDX-License-Identifier: Apache-2.0
#include "sandbox_seal.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "sanitizer.h"

// AddressSanitizer and ThreadSanitizer map terabytes, and ask the system for things
// that no decoder needs: a build with them is for tests, and has neither of the two.
#if defined(MIEN_WITH_SECCOMP) && !MIEN_SANITIZER
#define WITH_FILTER
#endif

// The kinds of limits are an enum to glibc, and numbers to others.
#ifdef __GLIBC__
#define RESOURCE __rlimit_resource_t
#else
#define RESOURCE int
#endif

// A limit that is lower already stays.
static bool limit(RESOURCE resource, uint64_t soft, uint64_t hard)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    struct rlimit then = {(rlim_t)soft, (rlim_t)hard};
    if (then.rlim_max > now.rlim_max)
        then.rlim_max = now.rlim_max;
    if (then.rlim_cur > then.rlim_max)
        then.rlim_cur = then.rlim_max;
    return setrlimit(resource, &then) == 0;
}

bool sandbox_seal_limits(uint64_t address_space, unsigned seconds)
{
#ifdef __linux__
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
#endif
    if (!MIEN_SANITIZER && !limit(RLIMIT_AS, address_space, address_space))
        return false;
    // SIGXCPU at the first limit, SIGKILL at the second.
    return limit(RLIMIT_CPU, seconds, (uint64_t)seconds + 1) &&
           limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
           limit(RLIMIT_NOFILE, SANDBOX_FD_END, SANDBOX_FD_END);
}

#ifndef WITH_FILTER

bool sandbox_seal_has_filter(void)
{
    return false;
}

bool sandbox_seal_filter(void)
{
    errno = ENOSYS;
    return false;
}

#else

#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

bool sandbox_seal_has_filter(void)
{
    enum {
        ENDS_THE_WHOLE_PROCESS = 3 // see seccomp_api_get(3)
    };
    return seccomp_api_get() >= ENDS_THE_WHOLE_PROCESS;
}

// What to do about a system call, and of which arguments that holds: all of the first
// `count` conditions.
struct rule {
    uint32_t action;
    int call;
    unsigned count;
    struct scmp_arg_cmp conditions[2];
};

#define ANY(action, name)                                                              \
    {                                                                                  \
        action, SCMP_SYS(name), 0,                                                     \
        {                                                                              \
            {                                                                          \
                0                                                                      \
            }                                                                          \
        }                                                                              \
    }
#define ALLOW(name) ANY(SCMP_ACT_ALLOW, name)
#define ALLOW_IF(name, condition)                                                      \
    {                                                                                  \
        SCMP_ACT_ALLOW, SCMP_SYS(name), 1,                                             \
        {                                                                              \
            condition                                                                  \
        }                                                                              \
    }
#define ALLOW_IF_BOTH(name, condition, other)                                          \
    {                                                                                  \
        SCMP_ACT_ALLOW, SCMP_SYS(name), 2,                                             \
        {                                                                              \
            condition, other                                                           \
        }                                                                              \
    }
#define REFUSE(name, error) ANY(SCMP_ACT_ERRNO(error), name)
#define REFUSE_IF(name, error, condition)                                              \
    {                                                                                  \
        SCMP_ACT_ERRNO(error), SCMP_SYS(name), 1,                                      \
        {                                                                              \
            condition                                                                  \
        }                                                                              \
    }

#define EQUAL(argument, value)                                                         \
    {                                                                                  \
        argument, SCMP_CMP_EQ, (value), 0                                              \
    }
#define BITS(argument, mask, value)                                                    \
    {                                                                                  \
        argument, SCMP_CMP_MASKED_EQ, (mask), (value)                                  \
    }

// A thread of this process, and nothing that clone() could make besides.
#define THREAD_BITS (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)
#define OTHER_BITS                                                                     \
    (CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID |      \
     CLONE_NEWUSER | CLONE_NEWUTS | CLONE_VFORK | CLONE_PTRACE)

// With these two signals glibc speaks to its threads.
#define LIBRARY_SIGNALS 32u

static const struct rule rules[] = {
    // The input and the result.
    ALLOW_IF(read, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(pread64, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(lseek, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(_llseek, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(fstat, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(fstat64, EQUAL(0, SANDBOX_FD_INPUT)),
    ALLOW_IF(write, EQUAL(0, SANDBOX_FD_RESULT)),
    // Some libraries tell their troubles on standard output or error, which are closed
    // here; stdio first asks what they are.
    REFUSE_IF(fstat, EBADF, EQUAL(0, STDOUT_FILENO)),
    REFUSE_IF(fstat, EBADF, EQUAL(0, STDERR_FILENO)),
    REFUSE_IF(fstat64, EBADF, EQUAL(0, STDOUT_FILENO)),
    REFUSE_IF(fstat64, EBADF, EQUAL(0, STDERR_FILENO)),
    REFUSE_IF(newfstatat, EBADF, EQUAL(0, STDOUT_FILENO)),
    REFUSE_IF(newfstatat, EBADF, EQUAL(0, STDERR_FILENO)),
    REFUSE_IF(statx, EBADF, EQUAL(0, STDOUT_FILENO)), // of 32-bit machines
    REFUSE_IF(statx, EBADF, EQUAL(0, STDERR_FILENO)),
    REFUSE_IF(write, EBADF, EQUAL(0, STDOUT_FILENO)),
    REFUSE_IF(write, EBADF, EQUAL(0, STDERR_FILENO)),
    REFUSE_IF(writev, EBADF, EQUAL(0, STDOUT_FILENO)),
    REFUSE_IF(writev, EBADF, EQUAL(0, STDERR_FILENO)),

    // Memory, but none that can be executed; and no file as memory, which could be
    // changed so when standard input was opened for writing, too.
    ALLOW(brk),
    ALLOW_IF_BOTH(mmap, BITS(2, PROT_EXEC, 0), BITS(3, MAP_ANONYMOUS, MAP_ANONYMOUS)),
    ALLOW_IF_BOTH(mmap2, BITS(2, PROT_EXEC, 0), BITS(3, MAP_ANONYMOUS, MAP_ANONYMOUS)),
    ALLOW_IF(mprotect, BITS(2, PROT_EXEC, 0)),
    ALLOW(mremap),
    ALLOW(munmap),
    ALLOW_IF(madvise, EQUAL(2, MADV_DONTNEED)),
    ALLOW_IF(madvise, EQUAL(2, MADV_FREE)),
    REFUSE_IF(madvise, EINVAL, EQUAL(2, MADV_HUGEPAGE)),
    REFUSE_IF(madvise, EINVAL, EQUAL(2, 102)), // MADV_GUARD_INSTALL, of glibc 2.42

    // Threads of this process.
    ALLOW_IF(clone, BITS(0, THREAD_BITS | OTHER_BITS, THREAD_BITS)),
    REFUSE(clone3, ENOSYS), // its arguments cannot be seen: the C library uses clone
    ALLOW(futex),
    ALLOW(futex_time64),
    ALLOW(rseq),
    ALLOW(sched_getaffinity),
    ALLOW(sched_yield),
    ALLOW(set_robust_list),
    ALLOW(getpid),
    ALLOW(gettid),
    ALLOW_IF(prctl, EQUAL(0, PR_SET_NAME)),
    ALLOW_IF(rt_sigaction, BITS(0, ~1u, LIBRARY_SIGNALS)),
    ALLOW(rt_sigprocmask),
    ALLOW(rt_sigreturn),
    ALLOW(sigreturn),

    // Time, chance, and how much memory the machine has, which qsort() asks for.
    ALLOW(clock_getres),
    ALLOW(clock_getres_time64),
    ALLOW(clock_gettime),
    ALLOW(clock_gettime64),
    ALLOW(clock_nanosleep),
    ALLOW(clock_nanosleep_time64),
    ALLOW(gettimeofday),
    ALLOW(nanosleep),
    ALLOW(restart_syscall), // goes on with a wait after Ctrl-Z and fg
    ALLOW(getrandom),
    ALLOW(sysinfo),

    // The end.
    ALLOW(exit),
    ALLOW(exit_group),
};

static int add_rules(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && failed == 0; i++)
        failed = seccomp_rule_add_array(filter, rules[i].action, rules[i].call,
                                        rules[i].count, rules[i].conditions);
    // A signal to itself, which is how abort() ends.
    const struct scmp_arg_cmp itself = EQUAL(0, (scmp_datum_t)getpid());
    if (failed == 0)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                        &itself);
    return failed;
}

bool sandbox_seal_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        errno = ENOMEM;
        return false;
    }
    // Calls by the numbers of another architecture, too.
    int failed =
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (failed == 0)
        failed = add_rules(filter);
    if (failed == 0)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    errno = -failed;
    return failed == 0;
}

#endif
