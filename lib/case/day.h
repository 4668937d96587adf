// SPDX-License-Identifier: Apache-2.0
// Days as text: "2026-11-21". They compare with strcmp().
#ifndef MIEN_CASE_DAY_H
#define MIEN_CASE_DAY_H

#include <stdbool.h>

#include <mien/case.h>

// Whether it is a day of the Gregorian calendar. NULL is none.
bool mien_day_is_real(const char *day);

// The same day of the next year; of 29 February the 28th. There is none after 9999.
void mien_day_year_later(char later[MIEN_CASE_DAY_SIZE], const char *day);

#endif
