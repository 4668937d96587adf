// SPDX-License-Identifier: Apache-2.0
#include "signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

// Lock-free, as a handler needs it, and read by all threads.
static atomic_int caught;

static void remember(int number)
{
    atomic_store(&caught, number);
}

void signals_begin(void)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++) {
        struct sigaction before;
        // nohup and shells without job control have them ignored: leave that so.
        if (sigaction(stopping[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {.sa_handler = remember};
        action.sa_flags = (int)SA_RESETHAND;
        sigemptyset(&action.sa_mask);
        sigaction(stopping[i], &action, NULL);
    }
    // A write to a pipe that nobody reads then fails with EPIPE, and the progress bar
    // can be taken away before the end.
    signal(SIGPIPE, SIG_IGN);
}

int signals_caught(void)
{
    return atomic_load(&caught);
}

_Noreturn void signals_die(int number)
{
    sigset_t itself;
    sigemptyset(&itself);
    sigaddset(&itself, number);
    signal(number, SIG_DFL);
    raise(number);
    // A dialogue that has to tidy up blocks it until here.
    sigprocmask(SIG_UNBLOCK, &itself, NULL);
    _Exit(128 + number); // not reached
}
