// SPDX-License-Identifier: Apache-2.0
// The wallet that a person named: opened with its passphrase, changed, written back.
#ifndef MIEN_TOOL_CASE_WALLET_H
#define MIEN_TOOL_CASE_WALLET_H

#include <stdbool.h>

#include <mien/case.h>

#include "case_files.h"
#include "secret.h"

// Zero-initialise it.
struct case_wallet {
    const char *name;
    struct mien_wallet *wallet;
    struct secret *passphrase;
    bool change;
    int held; // see case_hold(); with `change`
};

// Locks the memory of the process; a warning says when that cannot be done. To be
// called before the first secret is read, and after the last picture.
void case_guard_begin(void);

// Opens it with the passphrase from a descriptor or CASE_TERMINAL, where it is asked
// again after a mistake. With `change`, it has to be possible to write it. False after
// saying what is wrong, or after a signal.
bool case_wallet_open(struct case_wallet *its, const char *name, int fd, bool change);
// Wipes and frees.
void case_wallet_close(struct case_wallet *its);

// The case of this id, or of the first characters of one; NULL for the only case. The
// caller frees it. NULL after saying what is wrong.
struct mien_case *case_wallet_choose(const struct case_wallet *its, const char *id);

// Seals the wallet into a file that is going to replace the older one: case_keep() or
// case_discard() is next. `new` is for a wallet that has no file yet. False after
// saying what is wrong.
bool case_wallet_write(const struct case_wallet *its, struct case_output *out,
                       bool new);

// Writes a document and the wallet that knows of it: both, or neither. False after
// saying what is wrong.
bool case_wallet_write_both(struct case_wallet *its, const struct mien_case *changed,
                            const char *document_name, const char *document,
                            size_t length);

#endif
