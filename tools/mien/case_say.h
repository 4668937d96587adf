// SPDX-License-Identifier: Apache-2.0
// What went wrong with a document, a wallet or a recipient file, said to a person, with
// what she can do next; and the day of today.
#ifndef MIEN_TOOL_CASE_SAY_H
#define MIEN_TOOL_CASE_SAY_H

#include <stdbool.h>

#include <mien/case.h>

// What a file was meant to be.
enum case_kind {
    CASE_DOCUMENT,
    CASE_WALLET,
    CASE_RECIPIENT,
    CASE_REGISTER,
    CASE_ITSELF // a case in a wallet, and what is done with it
};

// "NAME: reason (detail)", and the next step on a line of its own. `name` may be NULL.
void case_say(const char *name, enum case_kind kind, enum mien_status status,
              const struct mien_error *error);

// "reason (detail)" alone, which the caller frees.
char *case_say_reason(enum case_kind kind, enum mien_status status,
                      const struct mien_error *error);

// The detail in the language of the person, or "": the caller frees it.
char *case_say_detail(const struct mien_error *error);

// Today by the clock of the device, in UTC: a local day would tell where she is. False
// after saying that there is none.
bool case_today(char day[MIEN_CASE_DAY_SIZE]);

#endif
