// SPDX-License-Identifier: Apache-2.0
// What each status of the library means to a person, and what she can do about it.
#ifndef MIEN_TOOL_STATUS_TEXT_H
#define MIEN_TOOL_STATUS_TEXT_H

#include <mien/status.h>

// The English text, which equals mien_strerror(); NULL for a status of a newer library.
const char *status_text_english(enum mien_status status);

// The same in the language of the person. Never NULL.
const char *status_text(enum mien_status status);

// The same of a picture that was to be hashed.
const char *status_text_picture(enum mien_status status);

// The word for it in machine formats: "corrupt", for instance. Never translated or
// changed.
const char *status_token(enum mien_status status);

// The next step with a picture, as a translated sentence with a full stop, or NULL when
// there is none. error_number is errno, looked at for MIEN_ERROR_IO.
const char *status_hint(enum mien_status status, int error_number);

#endif
