// SPDX-License-Identifier: Apache-2.0
#include "decode/reader.h"

#include <string.h>

enum mien_status mien_reader_open(struct mien_reader *reader,
                                  const struct mien_source *source, uint64_t limit,
                                  struct mien_budget *budget)
{
    *reader = (struct mien_reader){.source = source, .left = limit};
    reader->buffer = mien_budget_alloc(budget, MIEN_READER_SIZE, &reader->status);
    return reader->status;
}

bool mien_reader_fill(struct mien_reader *reader)
{
    if (reader->ended || reader->status != MIEN_OK)
        return false;
    if (reader->begin > 0) {
        memmove(reader->buffer, reader->buffer + reader->begin,
                reader->end - reader->begin);
        reader->end -= reader->begin;
        reader->begin = 0;
    }
    size_t room = MIEN_READER_SIZE - reader->end;
    if (room == 0)
        return false;
    // One byte more than allowed may be asked for: that is how a file that is just as
    // large as the limit is told from a larger one.
    if (reader->left < room)
        room = (size_t)reader->left + 1;
    size_t got = 0;
    reader->status = reader->source->read(reader->source->context,
                                          reader->buffer + reader->end, room, &got);
    if (reader->status != MIEN_OK)
        return false;
    if (got > room)
        reader->status = MIEN_ERROR_ARGUMENT; // a broken source
    else if (got > reader->left)
        reader->status = MIEN_ERROR_LIMIT;
    if (reader->status != MIEN_OK)
        return false;
    reader->left -= got;
    reader->end += got;
    reader->ended = got == 0;
    return got > 0;
}

void mien_reader_close(struct mien_reader *reader, struct mien_budget *budget)
{
    mien_budget_free(budget, reader->buffer);
    reader->buffer = NULL;
}
