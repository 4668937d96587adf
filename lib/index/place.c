// SPDX-License-Identifier: Apache-2.0
#include "index/place.h"

#include "base/status.h"
#include "base/text.h"
#include "index/folder.h"

static enum mien_status fail(struct mien_error *error, enum mien_status status,
                             const char *file, const char *where, uint64_t number,
                             const char *what)
{
    char detail[MIEN_ERROR_DETAIL_SIZE];
    struct mien_text text = mien_text_begin(detail, sizeof detail);
    mien_text_add(&text, file);
    mien_text_add(&text, ": ");
    if (number != MIEN_NO_NUMBER) {
        mien_text_add(&text, where);
        mien_text_add(&text, " ");
        mien_text_add_number(&text, number);
        mien_text_add(&text, " ");
    }
    mien_text_add(&text, what);
    return mien_fail(error, status, detail);
}

enum mien_status mien_fail_snapshot(struct mien_error *error, enum mien_status status,
                                    uint64_t generation, const char *where,
                                    uint64_t number, const char *what)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, generation);
    return fail(error, status, name, where, number, what);
}

enum mien_status mien_fail_log(struct mien_error *error, enum mien_status status,
                               uint64_t generation, const char *where, uint64_t number,
                               const char *what)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_log_name(name, generation);
    return fail(error, status, name, where, number, what);
}
