// SPDX-License-Identifier: Apache-2.0
// A buffer between a source of bytes and a decoder. It ends the file at the limit of
// the call and remembers why it ended.
#ifndef MIEN_DECODE_READER_H
#define MIEN_DECODE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/decode.h>

#include "decode/budget.h"

#define MIEN_READER_SIZE 65536

// The bytes read and not yet taken are buffer[begin] to buffer[end - 1].
struct mien_reader {
    const struct mien_source *source;
    uint8_t *buffer; // MIEN_READER_SIZE bytes
    size_t begin, end;
    uint64_t left;           // bytes that the limit still allows
    bool ended;              // the source has said that it is at its end
    enum mien_status status; // not OK: the source failed, or the limit was reached
};

// Errors: MEMORY, LIMIT. Call mien_reader_close() in any case.
MIEN_NODISCARD enum mien_status mien_reader_open(struct mien_reader *reader,
                                                 const struct mien_source *source,
                                                 uint64_t limit,
                                                 struct mien_budget *budget);

// Reads once from the source, behind what the buffer already holds. Returns false when
// nothing was added: at the end, on failure, or when the buffer is full.
bool mien_reader_fill(struct mien_reader *reader);

// Wipes and frees the buffer. What the source already gave is lost.
void mien_reader_close(struct mien_reader *reader, struct mien_budget *budget);

#endif
