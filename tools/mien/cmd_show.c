// SPDX-License-Identifier: Apache-2.0
// mien show: a hash as a small picture, so that a person can see what leaves the
// device.
#include <stdio.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "operand.h"
#include "text.h"
#include "ui.h"

enum {
    SIDE = 16,
    EXIT_UNREADABLE = 1
};

static const struct option longs[] = {ARGS_SHARED_LONGS};
static const struct args_command command = {
    .name = "show", .shorts = ":" ARGS_SHARED_SHORTS, .longs = longs};

// The bit of the DCT coefficient with the vertical frequency row + 1 and the horizontal
// frequency column + 1.
static unsigned bit(const struct mien_hash *hash, int row, int column)
{
    int number = SIDE * row + column;
    return hash->bytes[MIEN_HASH_BYTES - 1 - number / 8] >> number % 8 & 1u;
}

// Two rows of bits in each line, since a character is about twice as high as wide.
static void draw(const struct mien_hash *hash)
{
    static const char *const blocks[] = {" ", "\u2580", "\u2584", "\u2588"};
    static const char *const dots[] = {" ", "'", ".", ":"};
    const char *const *marks = ui_utf8() ? blocks : dots;
    const char *line = ui_utf8() ? "\u2500" : "-", *side = ui_utf8() ? "\u2502" : "|";
    fputs(ui_utf8() ? "  \u250c" : "  +", stdout);
    for (int i = 0; i < SIDE; i++)
        fputs(line, stdout);
    fputs(ui_utf8() ? "\u2510\n" : "+\n", stdout);
    for (int row = 0; row < SIDE; row += 2) {
        printf("  %s", side);
        for (int column = 0; column < SIDE; column++)
            fputs(marks[bit(hash, row, column) | bit(hash, row + 1, column) << 1],
                  stdout);
        printf("%s\n", side);
    }
    fputs(ui_utf8() ? "  \u2514" : "  +", stdout);
    for (int i = 0; i < SIDE; i++)
        fputs(line, stdout);
    fputs(ui_utf8() ? "\u2518\n" : "+\n", stdout);
}

static void print(const struct operand *operand)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &operand->hash);
    if (operand->name != NULL) {
        fputs("  ", stdout);
        text_write_name(stdout, operand->name, ui_ascii_names(stdout));
        putchar('\n');
    }
    draw(&operand->hash);
    printf("  %s\n", digits);
    if (operand->name != NULL) {
        fputs("  ", stdout);
        printf(_("quality %u of 100"), (unsigned)operand->media.quality);
        putchar('\n');
    }
    fputs(_("\nThis is all that leaves the device when you share the hash: 256 bits, "
            "not the\npicture. Nothing has been sent.\n"),
          stdout);
}

int cmd_show(int argc, char **argv)
{
    struct args_media media;
    args_media_init(&media);
    int option = args_next(&command, argc, argv, &media);
    if (option == 'h')
        return help_print("show");
    if (option == ARGS_WRONG)
        return ARGS_EXIT_USAGE;
    if (argc - optind != 1)
        return args_complain("show", _("name one picture or one hash"));
    struct operand operand;
    if (!operands_read(&operand, argv + optind, 1, &media.options))
        return EXIT_UNREADABLE;
    print(&operand);
    return ui_end(0, EXIT_UNREADABLE);
}
