// SPDX-License-Identifier: Apache-2.0
// Why a passphrase could be guessed. Simple things first, which have simple words;
// then, where it is built in, zxcvbn, which knows how programs guess: common words and
// names (English ones), dates, keyboards.
#include "secret.h"

#include <ctype.h>
#include <string.h>

#include "i18n.h"

#ifdef MIEN_WITH_ZXCVBN
#include <zxcvbn.h>
#endif

enum {
    SHORT = 12, // characters
    // With the wallet's 600,000 rounds for each guess, 2^50 of them take a room full of
    // machines some years.
    BITS = 50,
    // What zxcvbn looks at: it is slow with more, and more is not weak by its words.
    JUDGED_MAX = 64
};

// In small letters, without what people put behind them: "Password123!" is among them.
static const char *const common[] = {
    "password", "passphrase", "letmein", "welcome", "iloveyou", "princess", "monkey",
    "dragon", "sunshine", "football", "admin", "secret", "trustno", "whatever",
    // French
    "motdepasse", "azerty", "bonjour", "doudou", "soleil", "chouchou", "jetaime",
    "loulou", "marseille", "coucou",
    // Spanish
    "contraseña", "contrasena", "teamo", "tequiero", "hola", "barcelona", "realmadrid",
    "amor", "estrella", "mariposa",
    // Arabic
    "كلمةالسر", "كلمة السر", "كلمةالمرور", "كلمة المرور", "حبيبي", "حبيبتي", "احبك",
    "أحبك", "بسم الله", "محمد"};

// In which characters follow each other. Both directions count.
static const char *const rows[] = {"abcdefghijklmnopqrstuvwxyz",
                                   "01234567890",
                                   "qwertyuiop",
                                   "asdfghjkl",
                                   "zxcvbnm",
                                   "azertyuiop",
                                   "qsdfghjklm",
                                   "wxcvbn"};

// Letters of ASCII made small. The copy is the caller's to wipe.
static void lower(char *out, const struct secret *secret)
{
    const char *bytes = secret_bytes(secret);
    for (size_t i = 0; i <= secret_length(secret); i++)
        out[i] = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] - 'A' + 'a')
                                                    : bytes[i];
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80; // UTF-8
    return count;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

static bool is_common(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (isdigit((unsigned char)text[length - 1]) ||
                          ispunct((unsigned char)text[length - 1])))
        length--;
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (strlen(common[i]) == length && memcmp(common[i], text, length) == 0)
            return true;
    return false;
}

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789 -./+")] == '\0';
}

// The same thing at least three times, and nothing else.
static bool is_repeated(const char *text)
{
    size_t length = strlen(text);
    for (size_t part = 1; part * 3 <= length; part++)
        if (memcmp(text, text + part, length - part) == 0)
            return true;
    return false;
}

static bool follow(char a, char b)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = strchr(rows[i], a);
        if (at != NULL && (at[1] == b || (at > rows[i] && at[-1] == b)))
            return true;
    }
    return false;
}

// Three of four characters lie beside the one before.
static bool is_walk(const char *text)
{
    size_t steps = strlen(text) - 1, following = 0;
    for (size_t i = 0; i < steps; i++)
        following += follow(text[i], text[i + 1]);
    return steps > 0 && following * 4 >= steps * 3;
}

static bool is_guessable(const struct secret *secret)
{
#ifdef MIEN_WITH_ZXCVBN
    return secret_length(secret) <= JUDGED_MAX &&
           ZxcvbnMatch(secret_bytes(secret), NULL, NULL) < BITS;
#else
    (void)secret;
    return false;
#endif
}

static const char *weakness(const struct secret *secret, const char *lowered)
{
    if (has_control(lowered))
        return _(
            "It has a key in it that writes nothing, such as an arrow. You may not "
            "be able to type it again.");
    if (is_common(lowered))
        return _("It is one of the first that people try.");
    if (is_number(lowered))
        return _("It has digits only. A program can try all of those soon.");
    if (is_repeated(lowered))
        return _("It is the same again and again.");
    if (is_walk(lowered))
        return _("Its characters lie side by side on the keyboard or in the alphabet.");
    if (count_characters(lowered) < SHORT)
        return _("It is short. Four or more words that have nothing to do with each "
                 "other are hard to guess, and easy to remember.");
    if (is_guessable(secret))
        return _("A program that knows common words, names and dates could guess it.");
    return NULL;
}

const char *secret_weakness(const struct secret *secret)
{
    char lowered[SECRET_MAX + 1] = "";
    lower(lowered, secret);
    const char *answer = weakness(secret, lowered);
    explicit_bzero(lowered, sizeof lowered);
    return answer;
}
