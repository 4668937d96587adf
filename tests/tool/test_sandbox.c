// SPDX-License-Identifier: Apache-2.0
// The decoding child: whatever a decoder is made to do in it is stopped there, and this
// process is as it was before.
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox.h"
#include "sandbox_seal.h"
#include "sanitizer.h"
#include "signals.h"
#include "suite.h"

enum {
    ANSWER = 42,
    SECONDS_SHORT = 1
};

static const struct sandbox_limits brief = {.memory = UINT64_C(64) << 20,
                                            .seconds = SECONDS_SHORT};

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(folder);
    int count = 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

// Runs the work, and demands what is true of every end: no child is left, no descriptor
// either, and the result is zero unless it is whole.
static enum sandbox_end run_with(sandbox_work *work, int *answer, int fd,
                                 const void *context,
                                 const struct sandbox_limits *limits)
{
    int before = count_descriptors();
    *answer = -1;
    enum sandbox_end end =
        sandbox_run(work, answer, sizeof *answer, fd, context, limits);
    int number = errno;
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
    ck_assert_int_eq(count_descriptors(), before);
    if (end != SANDBOX_DONE)
        ck_assert_int_eq(*answer, 0);
    errno = number;
    return end;
}

static enum sandbox_end run(sandbox_work *work, int *answer)
{
    return run_with(work, answer, -1, NULL, &brief);
}

static void answer_is(void *result, int answer)
{
    memcpy(result, &answer, sizeof answer);
}

// Works that behave.

static void read_and_add(void *result, size_t size, int fd, const void *context)
{
    int sum = 0;
    memcpy(&sum, context, sizeof sum);
    unsigned char byte;
    while (read(fd, &byte, 1) == 1)
        sum += byte;
    answer_is(result, size == sizeof sum ? sum : 0);
}

START_TEST(reads_its_input_and_answers)
{
    for (int standard_input = 0; standard_input < 2; standard_input++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(write(ends[1], "\1\2\3", 3), 3);
        close(ends[1]);
        int fd = ends[0];
        if (standard_input) {
            ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
            close(fd);
            fd = STDIN_FILENO;
        }
        int answer, base = 36;
        ck_assert_int_eq(run_with(read_and_add, &answer, fd, &base, NULL),
                         SANDBOX_DONE);
        ck_assert_int_eq(answer, ANSWER);
        if (!standard_input)
            close(fd);
    }
}
END_TEST

enum {
    LARGE = 1 << 20
};

static void fill(void *result, size_t size, int fd, const void *context)
{
    memset(result, ANSWER, size);
}

START_TEST(a_large_result_comes_whole)
{
    unsigned char *result = malloc(LARGE);
    ck_assert_int_eq(sandbox_run(fill, result, LARGE, -1, NULL, &brief), SANDBOX_DONE);
    for (size_t i = 0; i < LARGE; i++)
        if (result[i] != ANSWER)
            ck_abort_msg("byte %zu is %d", i, result[i]);
    free(result);
}
END_TEST

static void *count_up(void *counter)
{
    free(malloc(1000));
    ++*(_Atomic int *)counter;
    return NULL;
}

static void use_threads(void *result, size_t size, int fd, const void *context)
{
    pthread_t threads[ANSWER];
    _Atomic int counter = 0;
    for (int i = 0; i < ANSWER; i++)
        if (pthread_create(&threads[i], NULL, count_up, (void *)&counter) != 0)
            return;
        else
            pthread_join(threads[i], NULL);
    answer_is(result, counter);
}

static void complain(void *result, size_t size, int fd, const void *context)
{
    fprintf(stderr, "a library says something\n");
    fflush(stderr);
    printf("and something else\n");
    fflush(stdout);
    answer_is(result,
              write(STDERR_FILENO, "x", 1) == -1 && errno == EBADF ? ANSWER : 0);
}

START_TEST(decoders_may_use_threads_and_complain)
{
    int answer;
    ck_assert_int_eq(run(use_threads, &answer), SANDBOX_DONE);
    ck_assert_int_eq(answer, ANSWER);
    ck_assert_int_eq(run(complain, &answer), SANDBOX_DONE);
    ck_assert_int_eq(answer, ANSWER);
}
END_TEST

// No handler of exit() runs in the child: this one could not be missed there.
static void at_exit(void)
{
    (void)access("/", F_OK);
}

static void change_variable(void *result, size_t size, int fd, const void *context)
{
    *(int *)context = 1;
    answer_is(result, ANSWER);
}

START_TEST(the_parent_is_as_before)
{
    atexit(at_exit);
    int answer, variable = 0;
    ck_assert_int_eq(run_with(change_variable, &answer, -1, &variable, &brief),
                     SANDBOX_DONE);
    ck_assert_int_eq(variable, 0);
}
END_TEST

// Works that misbehave. Each answers, so that DONE tells that nobody stopped it.

static char victim[64]; // a file that is there, in a folder that can be written to

static void open_a_file(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, open(victim, O_RDONLY));
}

static void make_a_file(void *result, size_t size, int fd, const void *context)
{
    char name[sizeof victim + 4];
    snprintf(name, sizeof name, "%s.new", victim);
    answer_is(result, open(name, O_WRONLY | O_CREAT, 0600));
}

static void remove_a_file(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, unlink(victim));
}

static void look_at_a_file(void *result, size_t size, int fd, const void *context)
{
    struct stat about;
    answer_is(result, stat(victim, &about));
}

static void connect_somewhere(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, socket(AF_INET, SOCK_STREAM, 0));
}

static void connect_locally(void *result, size_t size, int fd, const void *context)
{
    int ends[2];
    answer_is(result, socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

static void start_a_program(void *result, size_t size, int fd, const void *context)
{
    char *const arguments[] = {(char *)"true", NULL};
    execv("/bin/true", arguments);
    answer_is(result, ANSWER);
}

static void make_a_child(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, fork());
}

static void make_a_child_by_hand(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, (int)syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER, 0, 0, 0, 0));
}

static void write_elsewhere(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, (int)write(*(const int *)context, "x", 1));
}

static void write_to_the_input(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, (int)write(fd, "x", 1));
}

static void duplicate(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, dup(fd));
}

static void map_code(void *result, size_t size, int fd, const void *context)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    answer_is(result, page != MAP_FAILED);
}

static void turn_data_to_code(void *result, size_t size, int fd, const void *context)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    answer_is(result, mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static void kill_the_parent(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, kill(*(const int *)context, SIGTERM));
}

static void kill_by_thread(void *result, size_t size, int fd, const void *context)
{
    int parent = *(const int *)context;
    answer_is(result, (int)syscall(SYS_tgkill, parent, parent, SIGTERM));
}

static void watch_the_parent(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, (int)ptrace(PTRACE_ATTACH, *(const int *)context, 0, 0));
}

static void become_dumpable(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, prctl(PR_SET_DUMPABLE, 1));
}

static void lift_limits(void *result, size_t size, int fd, const void *context)
{
    struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    answer_is(result, setrlimit(RLIMIT_CPU, &none));
}

static void use_old_calls(void *result, size_t size, int fd, const void *context)
{
#ifdef __x86_64__
    long number = 5; // open(), as 32-bit programs call it
    __asm__ volatile("int $0x80" : "+a"(number) : "b"(0), "c"(0), "d"(0) : "memory");
    answer_is(result, (int)number);
#else
    open_a_file(result, size, fd, context);
#endif
}

static void *open_in_thread(void *result)
{
    open_a_file(result, sizeof(int), -1, NULL);
    return NULL;
}

static void open_in_a_thread(void *result, size_t size, int fd, const void *context)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, open_in_thread, result) == 0)
        pthread_join(thread, NULL);
}

static void open_the_new_way(void *result, size_t size, int fd, const void *context)
{
    uint64_t how[3] = {O_RDONLY, 0, 0}; // struct open_how
    answer_is(result, (int)syscall(SYS_openat2, AT_FDCWD, victim, how, sizeof how));
}

static void ask_for_a_ring(void *result, size_t size, int fd, const void *context)
{
    unsigned char parameters[120] = {0}; // struct io_uring_params
    answer_is(result, (int)syscall(SYS_io_uring_setup, 4, parameters));
}

static void make_a_file_in_memory(void *result, size_t size, int fd,
                                  const void *context)
{
    answer_is(result, memfd_create("x", 0));
}

static void start_a_descriptor(void *result, size_t size, int fd, const void *context)
{
    char *const none[] = {NULL};
    answer_is(result, (int)syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH));
}

static void read_the_parent(void *result, size_t size, int fd, const void *context)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)context, 1};
    answer_is(result,
              (int)process_vm_readv(*(const int *)context, &here, 1, &there, 1, 0));
}

static void limit_the_parent(void *result, size_t size, int fd, const void *context)
{
    struct rlimit none = {0, 0};
    answer_is(result, prlimit(*(const int *)context, RLIMIT_NOFILE, &none, NULL));
}

static void share_memory(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
}

static void command_a_terminal(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, ioctl(fd, TIOCSTI, "x"));
}

static void read_elsewhere(void *result, size_t size, int fd, const void *context)
{
    char byte;
    answer_is(result, (int)read(*(const int *)context, &byte, 1));
}

// Changes the file without a call that writes, when it was opened for both.
static void map_the_input(void *result, size_t size, int fd, const void *context)
{
    char *bytes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    answer_is(result, bytes != MAP_FAILED);
}

static void use_other_calls(void *result, size_t size, int fd, const void *context)
{
#ifdef __x86_64__
    // As programs of the x32 kind call it.
    answer_is(result, (int)syscall(0x40000000 | SYS_open, victim, O_RDONLY));
#else
    open_a_file(result, size, fd, context);
#endif
}

static const struct {
    const char *name;
    sandbox_work *work;
} forbidden[] = {
    {"opens a file", open_a_file},
    {"makes a file", make_a_file},
    {"removes a file", remove_a_file},
    {"looks at a file", look_at_a_file},
    {"opens a socket", connect_somewhere},
    {"opens a local socket", connect_locally},
    {"starts a program", start_a_program},
    {"makes a child", make_a_child},
    {"makes a child by hand", make_a_child_by_hand},
    {"writes to another descriptor", write_elsewhere},
    {"writes to the input", write_to_the_input},
    {"duplicates a descriptor", duplicate},
    {"maps memory for code", map_code},
    {"turns data to code", turn_data_to_code},
    {"signals the parent", kill_the_parent},
    {"signals a thread of the parent", kill_by_thread},
    {"watches the parent", watch_the_parent},
    {"makes itself dumpable", become_dumpable},
    {"lifts its limits", lift_limits},
    {"calls the system the old way", use_old_calls},
    {"opens a file in a thread", open_in_a_thread},
    {"opens a file the new way", open_the_new_way},
    {"asks for a ring of calls", ask_for_a_ring},
    {"makes a file in memory", make_a_file_in_memory},
    {"starts a descriptor", start_a_descriptor},
    {"reads the parent", read_the_parent},
    {"limits the parent", limit_the_parent},
    {"shares memory", share_memory},
    {"commands a terminal", command_a_terminal},
    {"reads another descriptor", read_elsewhere},
    {"maps the input", map_the_input},
    {"calls the system as x32", use_other_calls},
};

static bool is_elsewhere(sandbox_work *work)
{
    return work == write_elsewhere || work == read_elsewhere;
}

START_TEST(what_no_decoder_needs_is_stopped)
{
    strcpy(victim, "/tmp/mien-sandbox-XXXXXX");
    int fd = mkstemp(victim);
    ck_assert_int_ge(fd, 0);
    int answer, self = getpid();
    const void *context = is_elsewhere(forbidden[_i].work) ? (void *)&fd : &self;
    enum sandbox_end end = run_with(forbidden[_i].work, &answer, fd, context, &brief);
    struct stat about;
    int there = fstat(fd, &about) == 0 && about.st_nlink == 1 && about.st_size == 0;
    strcat(victim, ".new");
    int made = access(victim, F_OK) == 0;
    victim[strlen(victim) - 4] = '\0';
    unlink(victim);
    close(fd);
    ck_assert_msg(end == SANDBOX_FORBIDDEN, "one that %s: end %d, answer %d",
                  forbidden[_i].name, end, answer);
    ck_assert(there && !made);
}
END_TEST

static void crash(void *result, size_t size, int fd, const void *context)
{
    raise(SIGSEGV);
}

static void break_off(void *result, size_t size, int fd, const void *context)
{
    abort();
}

static void leave(void *result, size_t size, int fd, const void *context)
{
    answer_is(result, ANSWER);
    _exit(0);
}

static void send_half(void *result, size_t size, int fd, const void *context)
{
    if (write(SANDBOX_FD_RESULT, "x", 1) == 1)
        _exit(0);
}

static void send_too_much(void *result, size_t size, int fd, const void *context)
{
    static const char bytes[4096];
    for (;;)
        if (write(SANDBOX_FD_RESULT, bytes, sizeof bytes) < 0)
            _exit(0);
}

START_TEST(a_crash_is_an_answer)
{
    static sandbox_work *const works[] = {crash, break_off, leave, send_half,
                                          send_too_much};
    int answer;
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++)
        ck_assert_msg(run(works[i], &answer) == SANDBOX_CRASHED, "work %zu", i);
}
END_TEST

// Time and memory.

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void compute_for_ever(void *result, size_t size, int fd, const void *context)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

static void wait_for_ever(void *result, size_t size, int fd, const void *context)
{
    struct timespec long_time = {1000, 0};
    for (;;)
        nanosleep(&long_time, NULL);
}

START_TEST(loops_end)
{
    static sandbox_work *const works[] = {compute_for_ever, wait_for_ever};
    for (size_t i = 0; i < 2; i++) {
        int answer;
        double begin = now();
        ck_assert_int_eq(run(works[i], &answer), SANDBOX_TIME);
        double took = now() - begin;
        ck_assert_msg(took > 0.5 && took < 30, "took %f s", took);
    }
}
END_TEST

// Takes memory until there is none, and says how many MiB there were.
static void take_all_memory(void *result, size_t size, int fd, const void *context)
{
    int taken = 0;
    for (char *block; taken < 256 && (block = malloc(1 << 20)) != NULL; taken++)
        memset(block, 1, 1 << 20);
    answer_is(result, taken);
}

START_TEST(memory_is_limited)
{
    int answer;
    ck_assert_int_eq(run(take_all_memory, &answer), SANDBOX_DONE);
    ck_assert_msg(answer > 32 && answer <= 64, "%d MiB", answer);
}
END_TEST

static volatile pid_t signaller;

START_TEST(a_signal_stops_it)
{
    signals_begin();
    pid_t parent = getpid();
    signaller = fork();
    if (signaller == 0) {
        usleep(300000);
        kill(parent, SIGTERM);
        _exit(0);
    }
    int answer = -1;
    double begin = now();
    const struct sandbox_limits patient = {.seconds = 60};
    ck_assert_int_eq(
        sandbox_run(wait_for_ever, &answer, sizeof answer, -1, NULL, &patient),
        SANDBOX_STOPPED);
    ck_assert(now() - begin < 20);
    ck_assert_int_eq(signals_caught(), SIGTERM);
    ck_assert_int_eq(waitpid(signaller, NULL, 0), signaller);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

START_TEST(it_ends_with_its_parent)
{
    pid_t parent = fork();
    if (parent == 0) {
        int answer;
        const struct sandbox_limits patient = {.seconds = 60};
        setpgid(0, 0); // so that the two can be found
        sandbox_run(wait_for_ever, &answer, sizeof answer, -1, NULL, &patient);
        _exit(0);
    }
    usleep(500000);
    ck_assert_int_eq(kill(parent, SIGKILL), 0);
    ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
    bool gone = false;
    for (int i = 0; i < 100 && !gone; i++) {
        usleep(50000);
        gone = kill(-parent, 0) != 0 && errno == ESRCH;
    }
    ck_assert(gone);
}
END_TEST

// The only child of a process, or 0 when there is none.
static pid_t child_of(pid_t parent)
{
    char name[64];
    int child = 0;
    snprintf(name, sizeof name, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *stream = fopen(name, "r");
    ck_assert_ptr_nonnull(stream);
    if (fscanf(stream, "%d", &child) != 1)
        child = 0;
    fclose(stream);
    return child;
}

// Whether the system shows this line about a process, spaces aside.
static bool shows(pid_t process, const char *file, const char *wanted)
{
    char name[64], line[256];
    bool found = false;
    snprintf(name, sizeof name, "/proc/%d/%s", (int)process, file);
    FILE *stream = fopen(name, "r");
    while (stream != NULL && fgets(line, sizeof line, stream) != NULL) {
        char *to = line;
        for (const char *from = line; *from != '\0'; from++)
            if (*from != ' ' && *from != '\t' && *from != '\n')
                *to++ = *from;
        *to = '\0';
        found = found || strncmp(line, wanted, strlen(wanted)) == 0;
    }
    if (stream != NULL)
        fclose(stream);
    return found;
}

// Also where there is no filter, or one with a hole.
START_TEST(the_child_has_nothing)
{
    static const char *const limits[] = {"Maxcorefilesize00", "Maxfilesize00",
                                         "Maxopenfiles55", "Maxcputime6061"};
    pid_t parent = fork();
    if (parent == 0) {
        int answer;
        const struct sandbox_limits patient = {.seconds = 60};
        sandbox_run(wait_for_ever, &answer, sizeof answer, STDIN_FILENO, NULL,
                    &patient);
        _exit(0);
    }
    pid_t child = 0;
    // It gives things up one after the other; this is the last.
    const char *last = sandbox_is_tight() != NULL ? "Seccomp:2" : "NoNewPrivs:1";
    for (int i = 0; i < 100 && (child == 0 || !shows(child, "status", last)); i++) {
        usleep(50000);
        child = child_of(parent);
    }
    bool sealed = shows(child, "status", last);
    bool privileges = shows(child, "status", "NoNewPrivs:1");
    const char *missing = NULL;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (!shows(child, "limits", limits[i]))
            missing = limits[i];
    char name[64], fds[64] = "";
    snprintf(name, sizeof name, "/proc/%d/fd", (int)child);
    DIR *folder = opendir(name); // for root only, since the child is not dumpable
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            strncat(fds, entry->d_name, sizeof fds - strlen(fds) - 1);
    if (folder != NULL)
        closedir(folder);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    ck_assert(sealed && privileges);
    ck_assert_msg(missing == NULL, "no limit: %s", missing);
    if (folder != NULL)
        ck_assert_str_eq(fds, "34");
}
END_TEST

START_TEST(no_child_is_said_so)
{
    // No more processes may be made; root has no such limit.
    struct rlimit none = {0, 0};
    ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &none), 0);
    ck_assert(getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0));
    int answer;
    enum sandbox_end end = sandbox_run(fill, &answer, sizeof answer, -1, NULL, &brief);
    ck_assert_int_eq(end, SANDBOX_FAILED);
    ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

START_TEST(every_end_has_its_words)
{
    static const enum sandbox_end ends[] = {SANDBOX_CRASHED, SANDBOX_FORBIDDEN,
                                            SANDBOX_TIME, SANDBOX_FAILED};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_gt(strlen(sandbox_end_text(ends[i])), 10);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(sandbox_end_text(ends[i]), sandbox_end_text(ends[j]));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *tcase = tcase_create("sandbox");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, reads_its_input_and_answers);
    tcase_add_test(tcase, a_large_result_comes_whole);
    tcase_add_test(tcase, decoders_may_use_threads_and_complain);
    tcase_add_test(tcase, the_parent_is_as_before);
    tcase_add_test(tcase, a_crash_is_an_answer);
    tcase_add_test(tcase, loops_end);
    tcase_add_test(tcase, a_signal_stops_it);
    tcase_add_test(tcase, it_ends_with_its_parent);
    tcase_add_test(tcase, the_child_has_nothing);
    mien_tcase_add_if(tcase, no_child_is_said_so, !MIEN_SANITIZER,
                      "no_child_is_said_so",
                      "the leak detector does not like to be somebody else");
    tcase_add_test(tcase, every_end_has_its_words);
    const int count = sizeof forbidden / sizeof forbidden[0];
    if (sandbox_is_tight() != NULL)
        tcase_add_loop_test(tcase, what_no_decoder_needs_is_stopped, 0, count);
    else
        mien_suite_skip("what_no_decoder_needs_is_stopped", "no seccomp here");
    mien_tcase_add_if(tcase, memory_is_limited, !MIEN_SANITIZER, "memory_is_limited",
                      "a sanitizer needs all of it");
    return mien_suite_run(suite);
}
