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

static void handle(int flags)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++) {
        struct sigaction before;
        // nohup and shells without job control have them ignored: leave that so.
        if (sigaction(stopping[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {.sa_handler = remember, .sa_flags = flags};
        sigemptyset(&action.sa_mask);
        sigaction(stopping[i], &action, NULL);
    }
}

void signals_be_patient(void)
{
    handle(0);
}

void signals_begin(void)
{
    handle((int)SA_RESETHAND);
    // A write to a pipe that nobody reads then fails with EPIPE, and the progress bar
    // can be taken away before the end; a file that may not grow more, with EFBIG.
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int signals_caught(void)
{
    return atomic_load(&caught);
}

_Noreturn void signals_die(int number)
{
    signal(number, SIG_DFL);
    raise(number);
    _Exit(128 + number); // only when the signal is blocked
}
