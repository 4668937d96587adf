// SPDX-License-Identifier: Apache-2.0
// The results of `mien hash`, for people and for programs.
//
// text  HASH, two spaces, QUALITY, two spaces, NAME.
// json  one object on each line (JSON Lines), control and unseen characters escaped. A
// name that is not UTF-8 has U+FFFD for each of its bad bytes, and
//       all of its bytes in hexadecimal in "name_bytes".
// csv   RFC 4180, with a header; the bytes of a name as they are.
// tsv   with a header; names escaped as in text.
//
// None of them depends on the language.
#ifndef MIEN_TOOL_OUTPUT_H
#define MIEN_TOOL_OUTPUT_H

#include <stdbool.h>

#include <mien/media.h>

enum output_format {
    OUTPUT_TEXT,
    OUTPUT_JSON,
    OUTPUT_CSV,
    OUTPUT_TSV
};

struct output {
    enum output_format format;
    bool all; // the hashes of all eight symmetries
    enum mien_pdq_mode mode;
    enum mien_media_speed speed; // said only where it is not exact
};

// Reads the name of a format.
bool output_format_from(enum output_format *format, const char *name);

// Writes what comes before the first result.
void output_begin(const struct output *output);

// Writes one result to standard output.
void output_media(const struct output *output, const char *name,
                  const struct mien_media *media);

// Tells programs that read JSON of a file without a hash; the other formats have no
// place for it.
void output_failure(const struct output *output, const char *name,
                    enum mien_status status);

// For others that write results: a picture's JSON object without the brace that closes
// it, a field of CSV with a name, and a line of text down to the spaces behind the
// quality.
void output_json_media(const struct output *output, const char *name,
                       const struct mien_media *media);
void output_csv_name(const char *name);
void output_text_hash(const struct mien_hash *hash, unsigned quality);

// Writes "name":"…" and, for a name that is not UTF-8, "name_bytes".
void output_json_name(const char *name);

#endif
