// SPDX-License-Identifier: Apache-2.0
#include "case/day.h"

#include <string.h>

static int number(const char *digits, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return -1;
        value = 10 * value + digits[i] - '0';
    }
    return value;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of(int year, int month)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool mien_day_is_real(const char *day)
{
    if (day == NULL || strnlen(day, MIEN_CASE_DAY_SIZE) != MIEN_CASE_DAY_SIZE - 1 ||
        day[4] != '-' || day[7] != '-')
        return false;
    int year = number(day, 4), month = number(day + 5, 2), date = number(day + 8, 2);
    return year >= 1 && month >= 1 && month <= 12 && date >= 1 &&
           date <= days_of(year, month);
}

void mien_day_year_later(char later[MIEN_CASE_DAY_SIZE], const char *day)
{
    int year = number(day, 4) + 1;
    if (year > 9999) {
        memcpy(later, "9999-12-31", MIEN_CASE_DAY_SIZE);
        return;
    }
    memcpy(later, day, MIEN_CASE_DAY_SIZE);
    for (int i = 3; i >= 0; i--, year /= 10)
        later[i] = (char)('0' + year % 10);
    if (!mien_day_is_real(later))
        later[9] = '8';
}
