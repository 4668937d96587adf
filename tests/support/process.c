// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <check.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

void mien_process_start(struct mien_process *process, mien_process_fn *live,
                        const void *context, size_t size)
{
    int there[2], back[2];
    ck_assert_int_eq(pipe(there), 0);
    ck_assert_int_eq(pipe(back), 0);
    pid_t child = fork();
    if (child == 0) { // which may be killed at any time, and so tells Check nothing
        close(there[1]);
        close(back[0]);
        _exit(live(context, there[0], back[1]));
    }
    ck_assert_int_gt(child, 0);
    close(there[0]);
    close(back[1]);
    *process = (struct mien_process){child, back[0], there[1]};
}

void mien_process_kill(struct mien_process *process)
{
    const pid_t child = (pid_t)process->id;
    int status = 0;
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
                  "the process ended by itself: exit %d", WEXITSTATUS(status));
    close(process->to);
}

int mien_process_wait(struct mien_process *process)
{
    const pid_t child = (pid_t)process->id;
    int status = 0;
    close(process->to);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void mien_process_forget(struct mien_process *process)
{
    close(process->from);
}

bool mien_process_get(int fd, void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t got = read(fd, (char *)bytes + at, size - at);
        if (got <= 0)
            return false;
        at += (size_t)got;
    }
    return true;
}

bool mien_process_put(int fd, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t done = write(fd, (const char *)bytes + at, size - at);
        if (done <= 0)
            return false;
        at += (size_t)done;
    }
    return true;
}
