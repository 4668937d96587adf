// SPDX-License-Identifier: Apache-2.0
#include "detail_case.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "memory.h"
#include "text.h"

static const char *const clauses[] = {
    N_("\"places\" is neither true nor false"),
    N_("\"practice\" is neither true nor false"),
    N_("a case could not be read"),
    N_("a case is not put together rightly"),
    N_("a case that nobody began"),
    N_("a document holds the item"),
    N_("a header has no alg, or no enc"),
    N_("a header is no object"),
    N_("a header says something twice"),
    N_("a later version"),
    N_("a member is there twice"),
    N_("a part is missing"),
    N_("a question has no good id"),
    N_("a question has no good text"),
    N_("a question's \"stop\" is neither yes nor no"),
    N_("a question's \"unsure\" is neither true nor false"),
    N_("a recipient is missing"),
    N_("a recipient is no object"),
    N_("a recipient's id is none"),
    N_("a region is none"),
    N_("a signal without a type"),
    N_("a signal without a value"),
    N_("a text is too long, or holds what cannot be shown"),
    N_("all bits are in words"),
    N_("an algorithm that wallets do not use"),
    N_("an answer forbids it"),
    N_("an answer is none"),
    N_("an unknown action"),
    N_("another one"),
    N_("another passphrase, or changed"),
    N_("enc is not A256GCM"),
    N_("for no recipient alg is ECDH-ES+A256KW"),
    N_("for nobody"),
    N_("for the same recipient twice"),
    N_("for too many recipients"),
    N_("holds a private key"),
    N_("holds no cases"),
    N_("holds something else"),
    N_("it cannot be encrypted"),
    N_("it cannot be made"),
    N_("it could not be made"),
    N_("it expires on no day"),
    N_("it expires on no day to come"),
    N_("it has expired"),
    N_("it has no name"),
    N_("it has no signals"),
    N_("it has too many signals"),
    N_("it is compressed"),
    N_("it is for practice"),
    N_("it is for practice only"),
    N_("it is none"),
    N_("it is not for practice"),
    N_("it is not the case's"),
    N_("it is of no kind"),
    N_("it is something else"),
    N_("it names no recipients"),
    N_("it takes fewer items"),
    N_("it takes no practice cases"),
    N_("it was changed"),
    N_("it was created before"),
    N_("it was not yet created"),
    N_("it was sealed for other recipients"),
    N_("it was taken back"),
    N_("its attestation is no object"),
    N_("its days are none"),
    N_("its fingerprint was not confirmed"),
    N_("its header asks for extensions"),
    N_("its header has no alg"),
    N_("its header is too long"),
    N_("its items are no list"),
    N_("its items are not counted"),
    N_("its items are not in order"),
    N_("its languages or signals are no list"),
    N_("its quality is too low for the recipient"),
    N_("its recipients are no list"),
    N_("its regions are no list"),
    N_("its rounds are too few"),
    N_("its rounds are too many"),
    N_("its salt is too long"),
    N_("its salt is wrong"),
    N_("its state is missing"),
    N_("its views are none"),
    N_("more recipients than allowed"),
    N_("more than 24 words"),
    N_("nested too deeply"),
    N_("no JWE"),
    N_("no MD5"),
    N_("no action"),
    N_("no answers, or no regions"),
    N_("no base64url"),
    N_("no ciphertext"),
    N_("no document created it"),
    N_("no encrypted key of 40 bytes"),
    N_("no good aad"),
    N_("no good id"),
    N_("no good iv or tag"),
    N_("no good kid"),
    N_("no good language"),
    N_("no good minimum quality"),
    N_("no good number of hashes"),
    N_("no good number of items"),
    N_("no good signal"),
    N_("no hash of PDQ"),
    N_("no id"),
    N_("no items"),
    N_("no memory"),
    N_("no name"),
    N_("no number of P-256"),
    N_("no object"),
    N_("no private key of P-256"),
    N_("no protected header"),
    N_("no public key of P-256"),
    N_("no random numbers"),
    N_("no recipients"),
    N_("no such action"),
    N_("no such day"),
    N_("no version"),
    N_("not JSON"),
    N_("not answered"),
    N_("not for this key, or it was changed"),
    N_("not of 64 bytes"),
    N_("not put together rightly"),
    N_("nothing to seal"),
    N_("of a form that wallets do not use"),
    N_("of a later version"),
    N_("of another format"),
    N_("of no version"),
    N_("of words, it can be taken back only"),
    N_("she agrees to the sharing"),
    N_("somebody may be under 18"),
    N_("somebody may be under 18: there is no case"),
    N_("something is missing"),
    N_("the algorithm is not ES256"),
    N_("the case has no id"),
    N_("the case is known with another key"),
    N_("the case was taken back"),
    N_("the checksum is wrong: a wrong word, or another order"),
    N_("the fingerprint is not the key's"),
    N_("the key is not on the curve"),
    N_("the place is none"),
    N_("the protected header is too long"),
    N_("the quality is no number from 0 to 100"),
    N_("the questions are no list"),
    N_("the recipient takes no films"),
    N_("the recipient takes no pictures"),
    N_("the text is not signed"),
    N_("the variant is no text"),
    N_("the view is no text"),
    N_("too large"),
    N_("too large for one document"),
    N_("too many items"),
    N_("too many questions"),
    N_("too many recipients"),
    N_("too many values"),
    N_("with this answer the recipient takes no case"),
};

// What clauses are about, before a colon. Those that the message says anyway are left
// out: "this is no wallet (not JSON)".
static const struct {
    const char *begin, *format;
} subjects[] = {
    {"case: ", NULL},
    {"case in a wallet: ", NULL},
    {"document: ", NULL},
    {"document: payload: ", NULL},
    {"key: ", NULL},
    {"recipient file: ", NULL},
    {"register: ", NULL},
    {"sealing: ", NULL},
    {"wallet: ", NULL},
    {"words: ", NULL},
    {"document: epk: ", N_("the key for one time: %s")},
    {"document: key of the case: ", N_("the key of the case: %s")},
    {"export: ", N_("export: %s")},
    {"fingerprint: ", N_("fingerprint: %s")},
    {"private key: ", N_("private key: %s")},
    {"signature: ", N_("signature: %s")},
    {"wallet: header: ", N_("header: %s")},
};

// What clauses are about by name or number, before a colon.
static const struct {
    const char *begin, *format;
} named[] = {
    // TRANSLATORS: the id of a recipient, and what is wrong with it
    {"recipient ", N_("recipient %s: %s")},
    // TRANSLATORS: the number of a picture or film, and what is wrong with it
    {"item ", N_("picture or film %s: %s")},
    // TRANSLATORS: the id of a question, and what is wrong with the answer
    {"question ", N_("question %s: %s")},
};

// Clauses with a number in their middle.
static const struct {
    const char *begin, *end, *format;
} numbered[] = {
    {"words: word ", " is not in the list", N_("word %s is not in the list")},
    {"words: word ", " has another number beside it",
     N_("word %s has another number beside it")},
    {"words: only ", " words of 24", N_("only %s words of 24")},
};

static bool begins(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

static const char *known(const char *text)
{
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++)
        if (strcmp(clauses[i], text) == 0)
            return _(text);
    return NULL;
}

// The formats are in this file.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static char *with_number(const char *detail)
{
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
        if (!begins(detail, numbered[i].begin))
            continue;
        const char *number = detail + strlen(numbered[i].begin);
        size_t digits = strspn(number, "0123456789");
        if (digits == 0 || strcmp(number + digits, numbered[i].end) != 0)
            continue;
        char *text = memory_format("%.*s", (int)digits, number);
        char *clause = memory_format(_(numbered[i].format), text);
        free(text);
        return clause;
    }
    return NULL;
}

static char *with_name(const char *detail)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (!begins(detail, named[i].begin))
            continue;
        const char *name = detail + strlen(named[i].begin);
        const char *colon = strstr(name, ": ");
        const char *what = colon != NULL ? known(colon + 2) : NULL;
        if (what == NULL)
            continue;
        char *copy = memory_format("%.*s", (int)(colon - name), name);
        char *safe = text_safe(copy, true);
        char *clause = memory_format(_(named[i].format), safe, what);
        free(safe);
        free(copy);
        return clause;
    }
    return NULL;
}

static char *with_subject(const char *detail)
{
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        const char *what = begins(detail, subjects[i].begin)
                               ? known(detail + strlen(subjects[i].begin))
                               : NULL;
        if (what != NULL)
            return subjects[i].format == NULL
                       ? memory_text(what)
                       : memory_format(_(subjects[i].format), what);
    }
    return NULL;
}
#pragma GCC diagnostic pop

char *detail_case_text(const char *detail)
{
    char *text = with_number(detail);
    // Before names: a "recipient file" is no recipient of the name "file".
    if (text == NULL)
        text = with_subject(detail);
    if (text == NULL)
        text = with_name(detail);
    // What is wrong with an item of a document stands alone.
    if (text == NULL && known(detail) != NULL)
        text = memory_text(known(detail));
    return text;
}
