// SPDX-License-Identifier: Apache-2.0
#include "detail.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "detail_case.h"
#include "detail_index.h"
#include "i18n.h"
#include "memory.h"
#include "text.h"

// The clauses of lib/ that a person can come to see. A test compares them with the
// sources.
static const char *const clauses[] = {
    N_("a component is missing"),
    N_("a feature that libwebp does not know"),
    N_("a row is too long"),
    N_("a side of the picture is longer than PDQ takes here"),
    N_("a side of the picture is longer than the limit"),
    N_("an empty frame"),
    N_("damaged"),
    N_("giflib needs more memory than the limit"),
    N_("libheif gave no pixels"),
    N_("libpng did not start"),
    N_("libwebp is of an unknown version"),
    N_("more chunks than the limit"),
    N_("more scans than the limit"),
    N_("no memory"),
    N_("no memory for the context"),
    N_("no memory for the hash"),
    N_("no memory for the picture"),
    N_("no memory to read the file"),
    N_("no memory to read the rest of the file"),
    N_("reading it needs more memory than the limit"), // said here
    N_("the coded picture contradicts the file"),
    N_("the context is in use by another call"),
    N_("the decoder and the hash disagree about the rows"),
    N_("the file could not be opened"),
    N_("the file could not be read"),
    N_("the file ends before its end marker"),
    N_("the file ends early"),
    N_("the file ends in its header"),
    N_("the file has more bytes than the limit"),
    N_("the file is empty"),
    N_("the file is not put together rightly"),
    N_("the first bytes are those of no image format"),
    N_("the frame contradicts the file"),
    N_("the frame is too large"),
    N_("the frame lies outside the picture"),
    N_("the hash needs more memory than the limit"),
    N_("the picture has more pixels than the limit"),
    N_("the picture has no pixels"),
    N_("the picture is too large"),
    N_("the picture needs more memory than the limit"),
    N_("the pixels are damaged"),
    N_("there is no picture"),
};

// Clauses that end with the name of a format.
static const struct {
    const char *begin, *format;
} named[] = {
    {"mien does not decode ", N_("mien does not decode %s")},
    {"this build of mien was made without ",
     N_("this build of mien was made without %s")},
    {"a library is not installed on this machine that decodes ",
     N_("a library is not installed on this machine that decodes %s")},
};

// The formats whose names are more than names.
static const char *const videos[] = {
    N_("MP4 or MOV video"),
    N_("Matroska or WebM video"),
    N_("AVI video"),
};

static bool known(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static bool is_video(const char *name)
{
    return known(videos, sizeof videos / sizeof videos[0], name);
}

enum detail_kind detail_kind(const struct mien_error *error)
{
    size_t length = strlen(named[0].begin);
    if (error == NULL)
        return DETAIL_OTHER;
    if (strcmp(error->detail, "the file is empty") == 0)
        return DETAIL_EMPTY;
    if (strncmp(error->detail, named[0].begin, length) == 0 &&
        is_video(error->detail + length))
        return DETAIL_VIDEO;
    return DETAIL_OTHER;
}

// Where the clause begins behind "JPEG: " and its like, the same in all languages.
static size_t prefix_length(const char *detail)
{
    static const char *const prefixes[] = {
        "JPEG: ", "PNG: ", "WebP: ", "HEIF: ", "GIF: "};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(detail, prefixes[i], strlen(prefixes[i])) == 0)
            return strlen(prefixes[i]);
    return 0;
}

static bool is_known(const char *clause)
{
    return known(clauses, sizeof clauses / sizeof clauses[0], clause);
}

static char *translate(const char *detail)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        size_t length = strlen(named[i].begin);
        if (strncmp(detail, named[i].begin, length) != 0)
            continue;
        const char *name = detail + length;
        return memory_format(_(named[i].format), is_video(name) ? _(name) : name);
    }
    char *index = detail_index_text(detail);
    if (index != NULL)
        return index;
    char *its_case = detail_case_text(detail);
    if (its_case != NULL)
        return its_case;
    size_t prefix = prefix_length(detail);
    if (!is_known(detail + prefix))
        return text_safe(detail, true);
    return memory_format("%.*s%s", (int)prefix, detail, _(detail + prefix));
}

static char *limit_text(const char *detail, const struct mien_decode_limits *limits)
{
    const struct {
        const char *word, *option;
        uint64_t number;
    } kinds[] = {
        {"memory", "--max-memory", limits->memory},
        {"bytes", "--max-file", limits->file_bytes},
        {"side", "--max-side", limits->side},
        {"pixels", "--max-pixels", limits->pixels},
        {"scans", "--max-scans", limits->jpeg_scans},
        {"chunks", "--max-chunks", limits->png_chunks},
    };
    // The library says so of its first buffer, whoever refuses it.
    if (strncmp(detail, "no memory", 9) == 0)
        detail = "reading it needs more memory than the limit";
    char *clause = translate(detail);
    if (strstr(detail, "than the limit") == NULL) // a limit of the format, say
        return clause;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strstr(detail, kinds[i].word) == NULL)
            continue;
        // TRANSLATORS: why a file was refused, the option that allows more, its value
        char *text = memory_format(_("%s: %s is %llu"), clause, kinds[i].option,
                                   (unsigned long long)kinds[i].number);
        free(clause);
        return text;
    }
    return clause;
}

char *detail_text(const struct mien_error *error,
                  const struct mien_decode_limits *limits)
{
    const char *detail = error->detail;
    if (error->status == MIEN_ERROR_LIMIT && limits != NULL &&
        is_known(detail + prefix_length(detail)))
        return limit_text(detail, limits);
    return translate(detail);
}
