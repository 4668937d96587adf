// SPDX-License-Identifier: Apache-2.0
// The passphrase of a wallet: asked at the terminal without being shown, or read from
// a descriptor.
#ifndef MIEN_TOOL_CASE_PASSPHRASE_H
#define MIEN_TOOL_CASE_PASSPHRASE_H

#include <stdbool.h>

#include "secret.h"

// What stands for the terminal among descriptors.
#define CASE_TERMINAL (-1)

// Reads the number of a descriptor. False after a complaint of the command line.
bool case_descriptor(int *fd, const char *command, const char *option,
                     const char *text);

// The passphrase of the wallet of that name. NULL after saying what is wrong, or after
// a signal. The caller frees it with secret_free().
struct secret *case_passphrase(const char *name, int fd);

// A new passphrase, asked twice at the terminal; a weak one is explained. NULL as
// above.
struct secret *case_passphrase_new(const char *name, int fd);

#endif
