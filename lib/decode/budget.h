// SPDX-License-Identifier: Apache-2.0
// The memory that one call may hold: counted before it is taken, forgotten when it is
// given back.
#ifndef MIEN_DECODE_BUDGET_H
#define MIEN_DECODE_BUDGET_H

#include <stddef.h>
#include <stdint.h>

#include <mien/status.h>

struct mien_arena;
struct mien_jpeg_kept;

// One per call, zero-initialised but for the limit and what a context lends; used by
// one thread at a time.
struct mien_budget {
    uint64_t limit;                    // bytes, struct mien_decode_limits.memory
    uint64_t held;                     // bytes given out or claimed at this moment
    struct mien_arena *arena;          // where the memory comes from; NULL: malloc()
    const struct mien_jpeg_kept *jpeg; // what libjpeg has allocated before; or NULL
};

// What every block begins at a multiple of: a cache line, and the widest SIMD register.
#define MIEN_BUDGET_ALIGN 64

// Returns `size` zeroed bytes (0 is taken as 1), or NULL with the reason in *why:
// LIMIT, also when the arena has no more, or MEMORY. Pages that nobody writes to cost
// no memory.
void *mien_budget_alloc(struct mien_budget *budget, size_t size, enum mien_status *why);

// Wipes a block and gives it back. NULL does nothing.
void mien_budget_free(struct mien_budget *budget, void *block);

// Says that nothing was written behind the first `used` bytes of the block, so that
// wiping it need not touch pages that were never needed. It must be true: an arena
// lends the rest again as it is.
void mien_budget_used(void *block, size_t used);

// Counts memory that a foreign library is about to allocate for itself. Returns OK, or
// LIMIT and counts nothing. Give it back with mien_budget_unclaim().
MIEN_NODISCARD enum mien_status mien_budget_claim(struct mien_budget *budget,
                                                  uint64_t bytes);
void mien_budget_unclaim(struct mien_budget *budget, uint64_t bytes);

#endif
