// SPDX-License-Identifier: Apache-2.0
#include "args.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    WORD_MAX = 32,
    WORDS_MAX = 64
};

void args_media_init(struct args_media *media)
{
    memset(media, 0, sizeof *media);
    mien_decode_limits_init(&media->limits);
    media->options.size = sizeof media->options;
    media->options.limits = &media->limits;
}

int args_complain(const char *command, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%smien%s%s:%s ", ui_colour(stderr, UI_RED),
            command != NULL ? " " : "", command != NULL ? command : "",
            ui_colour(stderr, UI_PLAIN));
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    if (command != NULL)
        fprintf(stderr, _("Try 'mien %s --help'.\n"), command);
    else
        fputs(_("Try 'mien --help'.\n"), stderr);
    return ARGS_EXIT_USAGE;
}

bool args_one_input(const char *command, char *const *operands, size_t count)
{
    size_t inputs = 0;
    for (size_t i = 0; i < count; i++)
        inputs += strcmp(operands[i], "-") == 0;
    if (inputs > 1)
        args_complain(command, "%s", _("standard input can be given only once"));
    return inputs <= 1;
}

bool args_speed(struct args_media *media, const char *command, const char *name)
{
    static const char *const names[] = {
        [MIEN_MEDIA_EXACT] = "exact",
        [MIEN_MEDIA_FAST] = "fast",
        [MIEN_MEDIA_FASTEST] = "fastest",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            media->options.speed = (enum mien_media_speed)i;
            return true;
        }
    }
    args_complain(command, "%s", _("--speed is one of exact, fast, fastest"));
    return false;
}

bool args_speed_fits(const struct args_media *media, const char *command,
                     bool with_views)
{
    const char *wrong = NULL;
    if (media->options.speed == MIEN_MEDIA_EXACT)
        return true;
    if (with_views)
        wrong = _("--views and --speed do not go together");
    else if (media->options.mode != MIEN_PDQ_FULL)
        wrong = _("--cli512 and --speed do not go together");
    if (wrong != NULL)
        args_complain(command, "%s", wrong);
    return wrong == NULL;
}

// The power of the unit that an ending stands for; 0 when it is no ending.
static unsigned ending_power(char ending)
{
    switch (ending) {
    case 'k':
    case 'K':
        return 1;
    case 'M':
        return 2;
    case 'G':
        return 3;
    default:
        return 0;
    }
}

bool args_number(uint64_t *number, const char *text, uint64_t most, unsigned unit)
{
    uint64_t value = 0;
    const char *next = text;
    for (; *next >= '0' && *next <= '9'; next++)
        if (__builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (unsigned)(*next - '0'), &value))
            return false;
    if (next == text)
        return false;
    if (*next != '\0') {
        unsigned power = unit > 1 ? ending_power(*next) : 0;
        if (power == 0 || next[1] != '\0')
            return false;
        for (; power > 0; power--)
            if (__builtin_mul_overflow(value, unit, &value))
                return false;
    }
    if (value > most)
        return false;
    *number = value;
    return true;
}

// The number of letters to insert, remove, replace or swap with their neighbour to come
// from one word to the other; words longer than WORD_MAX are infinitely far.
static size_t word_distance(const char *a, const char *b)
{
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > WORD_MAX || columns > WORD_MAX)
        return SIZE_MAX;
    size_t cost[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= rows; i++) {
        for (size_t j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            size_t best = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (cost[i - 1][j] + 1 < best)
                best = cost[i - 1][j] + 1;
            if (cost[i][j - 1] + 1 < best)
                best = cost[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                cost[i - 2][j - 2] + 1 < best)
                best = cost[i - 2][j - 2] + 1;
            cost[i][j] = best;
        }
    }
    return cost[rows][columns];
}

const char *args_nearest(const char *text, const char *const *words)
{
    const char *nearest = NULL;
    // One slip in three letters: "hahs" is hash, "foo" is nothing.
    size_t least = strlen(text) / 3 + 1;
    for (; *words != NULL; words++) {
        size_t distance = word_distance(text, *words);
        if (distance <= least && distance < strlen(*words)) {
            if (distance == least && nearest != NULL)
                continue;
            least = distance;
            nearest = *words;
        }
    }
    return nearest;
}

// The first word that looks like options but names a file, or NULL.
static const char *file_like_options(char *const *argv)
{
    while (*++argv != NULL && strcmp(*argv, "--") != 0)
        if (**argv == '-' && (*argv)[1] != '\0' && access(*argv, F_OK) == 0)
            return *argv;
    return NULL;
}

// Says why getopt_long() refused the argument that it stopped at.
static void explain(const struct args_command *command, char *const *argv,
                    const char *argument, int letter)
{
    const char *file = file_like_options(argv);
    if (file != NULL) {
        char *safe = text_safe(file, ui_ascii_names(stderr));
        args_complain(command->name, _("'%s' is a file: write ./%s"), safe, safe);
        free(safe);
        return;
    }
    // Of several letters in one argument, the one before may be the last that was done.
    bool is_letter = letter > 0 && letter < 128 && !strchr(command->shorts, letter);
    if (is_letter || strncmp(argument, "--", 2) != 0) {
        char option[] = {'-', (char)letter, '\0'};
        char *safe = text_safe(option, ui_ascii_names(stderr));
        args_complain(command->name, _("unknown option '%s'"), safe);
        free(safe);
        return;
    }
    const char *words[WORDS_MAX + 1] = {NULL};
    size_t matches = 0, length = strcspn(argument + 2, "=");
    char *word = memory_text(argument + 2);
    word[length] = '\0';
    for (size_t i = 0; i < WORDS_MAX && command->longs[i].name != NULL; i++) {
        words[i] = command->longs[i].name;
        matches += strncmp(words[i], word, length) == 0;
    }
    char *safe = text_safe(word, ui_ascii_names(stderr));
    const char *nearest = args_nearest(word, words);
    if (letter != 0)
        args_complain(command->name, _("option '--%s' takes no value"), safe);
    else if (matches > 1 && length > 0)
        args_complain(command->name, _("option '--%s' could be several: write it out"),
                      safe);
    else if (nearest != NULL)
        args_complain(command->name, _("unknown option '--%s'; did you mean '--%s'?"),
                      safe, nearest);
    else
        args_complain(command->name, _("unknown option '--%s'"), safe);
    free(safe);
    free(word);
}

static int wrong_number(const struct args_command *command, const char *option)
{
    char *safe = text_safe(optarg, ui_ascii_names(stderr));
    args_complain(command->name, _("'%s' is no number that %s can take"), safe, option);
    free(safe);
    return ARGS_WRONG;
}

// Deals with one of the --max options. Pixels and sides are counted in thousands, bytes
// in units of 1024, as people do.
static int take_limit(const struct args_command *command, int option,
                      struct mien_decode_limits *limits)
{
    static const struct {
        const char *name;
        uint64_t most;
        unsigned unit;
    } kinds[] = {
        {"--max-pixels", UINT64_MAX, 1000}, {"--max-side", UINT32_MAX, 1000},
        {"--max-file", UINT64_MAX, 1024},   {"--max-memory", UINT64_MAX, 1024},
        {"--max-scans", UINT32_MAX, 1000},  {"--max-chunks", UINT32_MAX, 1000},
    };
    int kind = option - ARGS_MAX_PIXELS;
    uint64_t number;
    if (!args_number(&number, optarg, kinds[kind].most, kinds[kind].unit) ||
        number == 0)
        return wrong_number(command, kinds[kind].name);
    switch (option) {
    case ARGS_MAX_PIXELS:
        limits->pixels = number;
        break;
    case ARGS_MAX_SIDE:
        limits->side = (uint32_t)number;
        break;
    case ARGS_MAX_FILE:
        limits->file_bytes = number;
        break;
    case ARGS_MAX_MEMORY:
        limits->memory = number;
        break;
    case ARGS_MAX_SCANS:
        limits->jpeg_scans = (uint32_t)number;
        break;
    default:
        limits->png_chunks = (uint32_t)number;
        break;
    }
    return 0;
}

int args_next(const struct args_command *command, int argc, char **argv,
              struct args_media *media)
{
    opterr = 0;
    for (;;) {
        const char *last = argv[argc - 1]; // no other can lack its value
        int option = getopt_long(argc, argv, command->shorts, command->longs, NULL);
        switch (option) {
        case -1:
            return ARGS_END;
        case '?':
            explain(command, argv, argv[optind - 1], optopt);
            return ARGS_WRONG;
        case ':':
            args_complain(command->name, _("option '%s' needs a value"), last);
            return ARGS_WRONG;
        case 'q':
            ui_be_quiet();
            break;
        case ARGS_ALLOW_PARTIAL:
            media->options.flags |= MIEN_MEDIA_ALLOW_PARTIAL;
            break;
        case ARGS_ALPHA_ON_WHITE:
            media->options.flags |= MIEN_MEDIA_ALPHA_ON_WHITE;
            break;
        case ARGS_CLI512:
            media->options.mode = MIEN_PDQ_CLI512;
            break;
        case ARGS_MAX_PIXELS:
        case ARGS_MAX_SIDE:
        case ARGS_MAX_FILE:
        case ARGS_MAX_MEMORY:
        case ARGS_MAX_SCANS:
        case ARGS_MAX_CHUNKS:
            if (take_limit(command, option, &media->limits) != 0)
                return ARGS_WRONG;
            break;
        default:
            return option;
        }
    }
}
