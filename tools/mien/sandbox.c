// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n.h"
#include "sandbox_seal.h"
#include "signals.h"

enum {
    SECONDS = 30,
    TICK_MS = 100
};
#define MEMORY (UINT64_C(1) << 30)

// Goes through the pipe before the result: the child gave up all it had, and begins.
static const unsigned char sealed = 1;

struct child {
    sandbox_work *work;
    size_t size;
    const void *context;
    uint64_t address_space;
    unsigned seconds;
    pid_t parent;
};

// The address space that this process uses now. False with errno set.
static bool own_address_space(uint64_t *bytes)
{
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    char text[64];
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    if (length <= 0) {
        errno = ENODATA;
        return false;
    }
    text[length] = '\0';
    *bytes = strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
    return true;
}

// The child.

// Leaves two descriptors, at their places.
static bool take_descriptors(int input, int result)
{
    // First to places that neither of the moves below overwrites.
    int high_result = fcntl(result, F_DUPFD, SANDBOX_FD_END);
    int high_input = input < 0 ? -1 : fcntl(input, F_DUPFD, SANDBOX_FD_END);
    if (high_result < 0 || (input >= 0 && high_input < 0) ||
        dup2(high_result, SANDBOX_FD_RESULT) < 0)
        return false;
    if (input < 0)
        close(SANDBOX_FD_INPUT);
    else if (dup2(high_input, SANDBOX_FD_INPUT) < 0)
        return false;
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        close(fd);
#ifdef HAVE_CLOSEFROM
    closefrom(SANDBOX_FD_END);
#else
    for (long fd = SANDBOX_FD_END, end = sysconf(_SC_OPEN_MAX); fd < end; fd++)
        close((int)fd);
#endif
    return true;
}

// The parent hears Ctrl-C and decides; all other signals do what they do by themselves.
static void take_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, number == SIGINT || number == SIGTERM || number == SIGHUP ||
                               number == SIGPIPE
                           ? SIG_IGN
                           : SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool send_all(const void *bytes, size_t size)
{
    for (const char *next = bytes; size > 0;) {
        ssize_t part = write(SANDBOX_FD_RESULT, next, size);
        if (part < 0 && errno != EINTR)
            return false;
        if (part > 0) {
            next += part;
            size -= (size_t)part;
        }
    }
    return true;
}

static bool seal(const struct child *child)
{
    // It ends with its parent, also when that has ended already.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != child->parent)
        return false;
    if (!sandbox_seal_limits(child->address_space, child->seconds))
        return false;
    return !sandbox_seal_has_filter() || sandbox_seal_filter();
}

// No handler of exit() runs, and nothing that stdio still holds is written twice.
static _Noreturn void live(const struct child *child, int input, int pipe)
{
    take_signals();
#ifdef M_ARENA_MAX
    // One heap: one for each thread would reserve 64 MiB of the address space each.
    mallopt(M_ARENA_MAX, 1);
#endif
    void *result = calloc(1, child->size);
    if (result == NULL || !take_descriptors(input, pipe) || !seal(child))
        _exit(errno & 0xff);
    if (!send_all(&sealed, sizeof sealed))
        _exit(0);
    child->work(result, child->size, input < 0 ? -1 : SANDBOX_FD_INPUT, child->context);
    send_all(result, child->size);
    _exit(0);
}

// The parent.

struct reading {
    int pipe;
    unsigned char *result;
    size_t size, got; // of the result, and of `sealed` before it
    bool too_much;
};

// Takes what there is in the pipe. False at its end.
static bool take(struct reading *reading)
{
    unsigned char mark;
    void *into = &mark;
    size_t room = sizeof mark;
    if (reading->got >= sizeof sealed && reading->got - sizeof sealed < reading->size) {
        into = reading->result + (reading->got - sizeof sealed);
        room = reading->size - (reading->got - sizeof sealed);
    } else if (reading->got > 0) {
        reading->too_much = true; // unless it is the end
    }
    ssize_t part;
    do
        part = read(reading->pipe, into, room);
    while (part < 0 && errno == EINTR);
    if (part <= 0) {
        reading->too_much = false;
        return false;
    }
    reading->got += (size_t)part;
    return !reading->too_much;
}

// Reads until the child closes the pipe, as it does by ending. The answer is DONE when
// nobody had to stop it. Time is counted while we wait, so that a person who presses
// Ctrl-Z and comes back after an hour finds it where it was.
static enum sandbox_end wait_for(struct reading *reading, unsigned seconds)
{
    unsigned long ticks = 2UL * seconds * 1000 / TICK_MS;
    while (ticks > 0) {
        struct pollfd poll_pipe = {.fd = reading->pipe, .events = POLLIN};
        int ready = poll(&poll_pipe, 1, TICK_MS);
        if (signals_caught() != 0)
            return SANDBOX_STOPPED;
        if (ready > 0 && !take(reading))
            return reading->too_much ? SANDBOX_CRASHED : SANDBOX_DONE;
        if (ready <= 0)
            ticks--;
    }
    return SANDBOX_TIME;
}

// What became of a child that nobody stopped. FAILED sets errno.
static enum sandbox_end judge(int status, const struct reading *reading)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return SANDBOX_FORBIDDEN;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return SANDBOX_TIME;
    if (WIFEXITED(status) && reading->got == 0) {
        errno = WEXITSTATUS(status);
        return SANDBOX_FAILED;
    }
    bool whole = reading->got == sizeof sealed + reading->size;
    return WIFEXITED(status) && whole ? SANDBOX_DONE : SANDBOX_CRASHED;
}

static enum sandbox_end attend(pid_t pid, struct reading *reading, unsigned seconds)
{
    enum sandbox_end end = wait_for(reading, seconds);
    close(reading->pipe);
    if (end != SANDBOX_DONE)
        kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return SANDBOX_FAILED;
    return end == SANDBOX_DONE ? judge(status, reading) : end;
}

enum sandbox_end sandbox_run(sandbox_work *work, void *result, size_t size, int fd,
                             const void *context, const struct sandbox_limits *limits)
{
    uint64_t memory = limits != NULL && limits->memory > 0 ? limits->memory : MEMORY;
    unsigned seconds =
        limits != NULL && limits->seconds > 0 ? limits->seconds : SECONDS;
    struct child child = {.work = work,
                          .size = size,
                          .context = context,
                          .seconds = seconds,
                          .parent = getpid()};
    memset(result, 0, size);
    int ends[2];
    if (!own_address_space(&child.address_space) || pipe2(ends, O_CLOEXEC) != 0)
        return SANDBOX_FAILED;
    child.address_space += memory < UINT64_MAX / 2 ? memory : UINT64_MAX / 2;
    // Whoever started the tool may have it ignored, and then no child can be waited
    // for.
    signal(SIGCHLD, SIG_DFL);
    pid_t pid = fork();
    if (pid == 0)
        live(&child, fd, ends[1]);
    int saved = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = saved;
        return SANDBOX_FAILED;
    }
    struct reading reading = {.pipe = ends[0], .result = result, .size = size};
    enum sandbox_end end = attend(pid, &reading, seconds);
    if (end != SANDBOX_DONE)
        memset(result, 0, size);
    return end;
}

const char *sandbox_end_text(enum sandbox_end end)
{
    switch (end) {
    case SANDBOX_CRASHED:
        return _("reading it failed badly: it may be damaged, or made to do harm");
    case SANDBOX_FORBIDDEN:
        return _("it tried to do what no picture needs to do, and was stopped");
    case SANDBOX_TIME:
        return _("reading it took too long, and was stopped");
    case SANDBOX_FAILED:
        return _("the system gave no safe place to read it in");
    case SANDBOX_DONE:
    case SANDBOX_STOPPED:
        break;
    }
    return "";
}

const char *sandbox_is_tight(void)
{
    return sandbox_seal_has_filter() ? "seccomp" : NULL;
}
