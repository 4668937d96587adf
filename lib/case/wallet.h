// SPDX-License-Identifier: Apache-2.0
// The wallet from within: for tests, which have no time for hundreds of sealings.
#ifndef MIEN_CASE_WALLET_H
#define MIEN_CASE_WALLET_H

#include <mien/case.h>

#include "case/pbes2.h"

// mien_wallet_seal() with as many rounds as are asked for.
MIEN_NODISCARD enum mien_status
mien_wallet_seal_rounds(const struct mien_wallet *wallet, char **text, size_t *length,
                        struct mien_passphrase passphrase, uint32_t rounds,
                        struct mien_error *error);

#endif
