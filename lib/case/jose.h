// SPDX-License-Identifier: Apache-2.0
// The library jose without its voice: by default it prints errors.
#ifndef MIEN_CASE_JOSE_H
#define MIEN_CASE_JOSE_H

#include <jose/jose.h>

// A configuration that prints nothing, for every call of jose; given back with
// mien_jose_close(). NULL: no memory. jose does not say why a call fails: where nothing
// of the input can be the reason, it is INTERNAL.
jose_cfg_t *mien_jose_quiet(void);
// NULL does nothing.
void mien_jose_close(jose_cfg_t *config);

#endif
