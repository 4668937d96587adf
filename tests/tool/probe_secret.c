// SPDX-License-Identifier: Apache-2.0
// Asks for a passphrase on the terminal as the command does, and says how that ended:
// a word and the length. For tests/e2e/test_hardening.py.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "secret.h"
#include "signals.h"

int main(int argc, char **argv)
{
    signals_begin();
    bool from_input = argc > 1 && strcmp(argv[1], "stdin") == 0;
    struct secret *secret = NULL;
    enum secret_status status = from_input ? secret_read_fd(&secret, STDIN_FILENO)
                                           : secret_read_tty(&secret, "Passphrase: ");
    if (status == SECRET_STOPPED)
        signals_die(signals_caught());
    if (status == SECRET_OK)
        printf("read %zu\n", secret_length(secret));
    else
        printf("%s\n", secret_status_text(status));
    secret_free(secret);
    return status == SECRET_OK ? 0 : 1;
}
