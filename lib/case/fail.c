// SPDX-License-Identifier: Apache-2.0
#include "case/fail.h"

#include "base/status.h"
#include "base/text.h"

enum mien_status mien_fail_named(struct mien_error *error, enum mien_status status,
                                 const char *what, const char *name,
                                 const char *problem)
{
    char detail[MIEN_ERROR_DETAIL_SIZE];
    struct mien_text text = mien_text_begin(detail, sizeof detail);
    mien_text_add(&text, what);
    mien_text_add(&text, name[0] != '\0' ? " " : "");
    mien_text_add(&text, name);
    mien_text_add(&text, ": ");
    mien_text_add(&text, status == MIEN_ERROR_MEMORY ? "no memory" : problem);
    return mien_fail(error, status, detail);
}

enum mien_status mien_fail_of(struct mien_error *error, enum mien_status status,
                              const char *what, const char *problem)
{
    return mien_fail_named(error, status, what, "", problem);
}
