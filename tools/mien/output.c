// SPDX-License-Identifier: Apache-2.0
// JSON is written by hand here: what is written is flat objects whose only text of
// unknown content is the file name, and a JSON library would refuse just the names that
// need care, those that are not UTF-8. Nothing is ever read.
#include "output.h"

#include <stdio.h>
#include <string.h>

#include "status_text.h"
#include "text.h"
#include "ui.h"

bool output_format_from(enum output_format *format, const char *name)
{
    static const char *const names[] = {"text", "json", "csv", "tsv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *format = (enum output_format)i;
            return true;
        }
    }
    return false;
}

static void hex(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        printf("%02x", (unsigned)bytes[i]);
}

static const char *mode_name(enum mien_pdq_mode mode)
{
    return mode == MIEN_PDQ_CLI512 ? "cli512" : "full";
}

static bool is_exact(const struct output *output)
{
    return output->speed == MIEN_MEDIA_EXACT;
}

static const char *speed_name(enum mien_media_speed speed)
{
    return speed == MIEN_MEDIA_FAST ? "fast" : "fastest";
}

static bool partial(const struct mien_media *media)
{
    return (media->image.flags & MIEN_IMAGE_PARTIAL) != 0;
}

static void json_string(const char *text)
{
    bool ascii = ui_ascii_names(stdout);
    putchar('"');
    while (*text != '\0') {
        uint32_t code;
        size_t length = text_character(text, &code);
        if (length == 0) {
            length = 1;
            fputs("\\ufffd", stdout);
        } else if (code == '"' || code == '\\') {
            printf("\\%c", (int)code);
        } else if (text_is_plain(code) && !(ascii && code > 0x7E)) {
            fwrite(text, 1, length, stdout);
        } else if (code > 0xFFFF) {
            code -= 0x10000;
            printf("\\u%04x\\u%04x", 0xD800u + (unsigned)(code >> 10),
                   0xDC00u + (unsigned)(code & 0x3FF));
        } else {
            printf("\\u%04x", (unsigned)code);
        }
        text += length;
    }
    putchar('"');
}

void output_json_name(const char *name)
{
    fputs("\"name\":", stdout);
    json_string(name);
    if (!text_is_utf8(name)) {
        fputs(",\"name_bytes\":\"", stdout);
        hex((const uint8_t *)name, strlen(name));
        putchar('"');
    }
}

void output_json_media(const struct output *output, const char *name,
                       const struct mien_media *media)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &media->dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    printf("{\"hash\":\"%s\",\"quality\":%u,", digits, (unsigned)media->quality);
    output_json_name(name);
    printf(
        ",\"width\":%u,\"height\":%u,\"format\":\"%s\",\"orientation\":%d,\"md5\":\"",
        (unsigned)media->image.width, (unsigned)media->image.height,
        mien_format_name(media->image.format), (int)media->image.orientation);
    hex(media->md5, sizeof media->md5);
    fputs("\",\"sha256\":\"", stdout);
    hex(media->sha256, sizeof media->sha256);
    printf("\",\"mode\":\"%s\",", mode_name(output->mode));
    if (!is_exact(output))
        printf("\"speed\":\"%s\",", speed_name(output->speed));
    printf("\"partial\":%s", partial(media) ? "true" : "false");
    if (output->all) {
        printf(",\"seen\":\"%s\",\"dihedral\":{", mien_dihedral_name(media->seen));
        for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
            mien_hash_to_hex(digits, &media->dihedral[i]);
            printf("%s\"%s\":\"%s\"", i > 0 ? "," : "",
                   mien_dihedral_name((enum mien_dihedral)i), digits);
        }
        putchar('}');
    }
}

// A field of RFC 4180: in quotes when it must be. On a terminal the name is made
// harmless first; in a file or a pipe its bytes stay as they are.
void output_csv_name(const char *name)
{
    if (ui_is_terminal(stdout)) {
        text_write_name(stdout, name, ui_ascii_names(stdout));
        return;
    }
    if (strpbrk(name, ",\"\r\n") == NULL) {
        fputs(name, stdout);
        return;
    }
    putchar('"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            putchar('"');
        putchar(*name);
    }
    putchar('"');
}

static void table_header(const struct output *output, char separator, const char *end)
{
    static const char *const columns[] = {"hash",   "quality", "name",        "width",
                                          "height", "format",  "orientation", "md5",
                                          "sha256", "mode",    "partial"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (i > 0)
            putchar(separator);
        fputs(columns[i], stdout);
    }
    if (output->all) {
        printf("%cseen", separator);
        for (int i = 1; i < MIEN_DIHEDRAL_COUNT; i++)
            printf("%c%s", separator, mien_dihedral_name((enum mien_dihedral)i));
    }
    if (!is_exact(output))
        printf("%cspeed", separator);
    fputs(end, stdout);
}

static void table_media(const struct output *output, const char *name,
                        const struct mien_media *media, char separator, const char *end)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &media->dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    printf("%s%c%u%c", digits, separator, (unsigned)media->quality, separator);
    if (output->format == OUTPUT_CSV)
        output_csv_name(name);
    else
        text_write_name(stdout, name, ui_ascii_names(stdout));
    printf("%c%u%c%u%c%s%c%d%c", separator, (unsigned)media->image.width, separator,
           (unsigned)media->image.height, separator,
           mien_format_name(media->image.format), separator,
           (int)media->image.orientation, separator);
    hex(media->md5, sizeof media->md5);
    putchar(separator);
    hex(media->sha256, sizeof media->sha256);
    printf("%c%s%c%s", separator, mode_name(output->mode), separator,
           partial(media) ? "true" : "false");
    if (output->all) {
        printf("%c%s", separator, mien_dihedral_name(media->seen));
        for (int i = 1; i < MIEN_DIHEDRAL_COUNT; i++) {
            mien_hash_to_hex(digits, &media->dihedral[i]);
            printf("%c%s", separator, digits);
        }
    }
    if (!is_exact(output))
        printf("%c%s", separator, speed_name(output->speed));
    fputs(end, stdout);
}

void output_text_hash(const struct mien_hash *hash, unsigned quality)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, hash);
    bool low = quality < MIEN_PDQ_QUALITY_MIN;
    printf("%s  %s%u%s  ", digits, low ? ui_colour(stdout, UI_RED) : "", quality,
           low ? ui_colour(stdout, UI_PLAIN) : "");
}

// which is the name of a symmetry, or NULL when only one hash is wanted.
static void text_line(const struct mien_hash *hash, unsigned quality, const char *which,
                      const char *name)
{
    output_text_hash(hash, quality);
    if (which != NULL)
        printf("%s  ", which);
    text_write_name(stdout, name, ui_ascii_names(stdout));
    putchar('\n');
}

static void text_media(const struct output *output, const char *name,
                       const struct mien_media *media)
{
    unsigned quality = media->quality;
    if (!output->all) {
        text_line(&media->dihedral[MIEN_DIHEDRAL_ORIGINAL], quality, NULL, name);
        return;
    }
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        text_line(&media->dihedral[i], quality,
                  mien_dihedral_name((enum mien_dihedral)i), name);
    text_line(&media->dihedral[media->seen], quality, "seen", name);
}

void output_begin(const struct output *output)
{
    if (output->format == OUTPUT_CSV)
        table_header(output, ',', "\r\n");
    else if (output->format == OUTPUT_TSV)
        table_header(output, '\t', "\n");
}

void output_media(const struct output *output, const char *name,
                  const struct mien_media *media)
{
    switch (output->format) {
    case OUTPUT_TEXT:
        text_media(output, name, media);
        break;
    case OUTPUT_JSON:
        output_json_media(output, name, media);
        fputs("}\n", stdout);
        break;
    case OUTPUT_CSV:
        table_media(output, name, media, ',', "\r\n");
        break;
    case OUTPUT_TSV:
        table_media(output, name, media, '\t', "\n");
        break;
    }
}

void output_failure(const struct output *output, const char *name,
                    enum mien_status status)
{
    if (output->format != OUTPUT_JSON)
        return;
    putchar('{');
    output_json_name(name);
    printf(",\"error\":\"%s\"}\n", status_token(status));
}
