// SPDX-License-Identifier: Apache-2.0
// The command line: options by getopt_long(), with messages that help, and the options
// that all commands share.
#ifndef MIEN_TOOL_ARGS_H
#define MIEN_TOOL_ARGS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include <mien/media.h>

// The exit status after a command line that makes no sense.
#define ARGS_EXIT_USAGE 2

struct args_command {
    const char *name;           // "hash"
    const char *shorts;         // for getopt, beginning with ':'
    const struct option *longs; // ended by zeros
};

// Values of options without a letter.
enum {
    ARGS_ALLOW_PARTIAL = 256,
    ARGS_ALPHA_ON_WHITE,
    ARGS_CLI512,
    ARGS_MAX_PIXELS,
    ARGS_MAX_SIDE,
    ARGS_MAX_FILE,
    ARGS_MAX_MEMORY,
    ARGS_MAX_SCANS,
    ARGS_MAX_CHUNKS,
    ARGS_OWN // the first value that a command may use for itself
};

// The options of every command.
#define ARGS_PLAIN_SHORTS "hq"
#define ARGS_PLAIN_LONGS                                                               \
    {"help", no_argument, NULL, 'h'}, {"quiet", no_argument, NULL, 'q'},               \
    {                                                                                  \
        NULL, 0, NULL, 0                                                               \
    }

// The options of every command that reads pictures.
#define ARGS_SHARED_SHORTS ARGS_PLAIN_SHORTS
#define ARGS_SHARED_LONGS                                                              \
    {"help", no_argument, NULL, 'h'}, {"quiet", no_argument, NULL, 'q'},               \
        {"allow-partial", no_argument, NULL, ARGS_ALLOW_PARTIAL},                      \
        {"alpha-on-white", no_argument, NULL, ARGS_ALPHA_ON_WHITE},                    \
        {"cli512", no_argument, NULL, ARGS_CLI512},                                    \
        {"max-pixels", required_argument, NULL, ARGS_MAX_PIXELS},                      \
        {"max-side", required_argument, NULL, ARGS_MAX_SIDE},                          \
        {"max-file", required_argument, NULL, ARGS_MAX_FILE},                          \
        {"max-memory", required_argument, NULL, ARGS_MAX_MEMORY},                      \
        {"max-scans", required_argument, NULL, ARGS_MAX_SCANS},                        \
        {"max-chunks", required_argument, NULL, ARGS_MAX_CHUNKS},                      \
    {                                                                                  \
        NULL, 0, NULL, 0                                                               \
    }

// What the shared options ask of the library.
struct args_media {
    struct mien_media_options options; // points to the limits: do not copy
    struct mien_decode_limits limits;
};
void args_media_init(struct args_media *media);

// What comes next on the command line: the letter or number of an option, or one of
// these. After the last option `optind` is the index of the first operand.
enum {
    ARGS_END = -1,
    ARGS_WRONG = -2
};

// Returns the next option after dealing with the shared ones ('h' is returned);
// ARGS_WRONG after telling the person what is wrong. A command without options for
// pictures may give NULL for them.
int args_next(const struct args_command *command, int argc, char **argv,
              struct args_media *media);

// Reads the value of --speed. False after a complaint.
bool args_speed(struct args_media *media, const char *command, const char *name);

// Tells whether --speed goes with the other options of the command. False after a
// complaint.
bool args_speed_fits(const struct args_media *media, const char *command,
                     bool with_views);

// "mien hash: what is wrong", and where help is. Returns ARGS_EXIT_USAGE.
int args_complain(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Tells whether the operands name standard input, which can be read once, at most once;
// false after a complaint.
bool args_one_input(const char *command, char *const *operands, size_t count);

// Reads a whole number up to `most`. With a unit of 1000 or 1024 it may end in k, M or
// G, which stand for that unit, its square and its cube; 1 means no such endings.
bool args_number(uint64_t *number, const char *text, uint64_t most, unsigned unit);

// Returns the word of the list (ended by NULL) that `text` was probably meant to be, or
// NULL.
const char *args_nearest(const char *text, const char *const *words);

#endif
