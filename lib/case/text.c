// SPDX-License-Identifier: Apache-2.0
#include "case/text.h"

#include <string.h>

#include "case/json.h"

// jansson has judged that it is UTF-8: each pattern below is one character.
static bool turns(const unsigned char *at)
{
    return at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
                             (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9));
}

bool mien_text_is_good(const json_t *value)
{
    const char *text = mien_json_string(value, MIEN_TEXT_MAX);
    if (text == NULL)
        return false;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0) || turns(at))
            return false;
    return true;
}

bool mien_text_is_language(const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789-");
    return length >= 2 && length <= 35 && text[length] == '\0';
}
