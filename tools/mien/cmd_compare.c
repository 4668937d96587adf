// SPDX-License-Identifier: Apache-2.0
// mien compare: whether two pictures, or hashes, show the same, and which way up.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "compare_way.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "operand.h"
#include "output.h"
#include "ui.h"
#include "views_compare.h"
#include "views_draw.h"
#include "views_report.h"

// As grep, cmp and diff have it.
enum {
    EXIT_MATCH = 0,
    EXIT_NO_MATCH = 1,
    EXIT_TROUBLE = 2,
    EXIT_REVIEW = 3 // with --views
};
enum {
    OPTION_DRAW = ARGS_OWN,
    OPTION_VIEWS
};

static const struct option longs[] = {
    {"draw", required_argument, NULL, OPTION_DRAW},
    {"format", required_argument, NULL, 'f'},
    {"radius", required_argument, NULL, 'r'},
    {"views", no_argument, NULL, OPTION_VIEWS},
    ARGS_SHARED_LONGS,
};
static const struct args_command command = {
    .name = "compare", .shorts = ":f:r:" ARGS_SHARED_SHORTS, .longs = longs};

struct compare {
    struct args_media media;
    unsigned radius;
    bool json, views, radius_given, help;
    const char *draw; // a file to be made, or NULL
    struct operand operands[2];
    // The result: the second picture, as stored, is the first changed this way.
    unsigned distance;
    enum mien_dihedral way;
};

static bool read_options(struct compare *compare, int argc, char **argv)
{
    for (;;) {
        uint64_t number;
        switch (args_next(&command, argc, argv, &compare->media)) {
        case ARGS_END:
            return true;
        case ARGS_WRONG:
            return false;
        case 'h':
            compare->help = true;
            return true;
        case 'f':
            compare->json = strcmp(optarg, "json") == 0;
            if (!compare->json && strcmp(optarg, "text") != 0) {
                args_complain("compare", _("--format is one of text, json"));
                return false;
            }
            break;
        case 'r':
            if (!args_number(&number, optarg, MIEN_HASH_BITS, 1)) {
                args_complain("compare", _("--radius is a number from 0 to %d"),
                              MIEN_HASH_BITS);
                return false;
            }
            compare->radius = (unsigned)number;
            compare->radius_given = true;
            break;
        case OPTION_VIEWS:
            compare->views = true;
            break;
        case OPTION_DRAW:
            compare->draw = optarg;
            break;
        }
    }
}

// Finds out whether the options go together. False after a complaint.
static bool judge_options(const struct compare *compare)
{
    const char *wrong = NULL;
    if (!compare->views)
        wrong = compare->draw != NULL ? _("--draw is for --views") : NULL;
    else if (compare->radius_given)
        wrong = _("--views has radii of its own: leave out --radius");
    else if (compare->media.options.mode != MIEN_PDQ_FULL)
        wrong = _("--views and --cli512 do not go together");
    if (wrong != NULL)
        args_complain("compare", "%s", wrong);
    return wrong == NULL;
}

// Finds the symmetry under which the two are nearest. The eight hashes of the first
// picture are compared with the second, or the other way round when the first is a mere
// hash; of two mere hashes only the plain distance is known.
static void measure(struct compare *compare)
{
    const struct operand *a = &compare->operands[0], *b = &compare->operands[1];
    compare->distance = mien_hash_distance(&a->hash, &b->hash);
    compare->way = MIEN_DIHEDRAL_ORIGINAL;
    if (a->name == NULL && b->name == NULL)
        return;
    const struct operand *picture = a->name != NULL ? a : b;
    const struct operand *other = a->name != NULL ? b : a;
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        unsigned distance =
            mien_hash_distance(&picture->media.dihedral[i], &other->hash);
        if (distance < compare->distance) {
            compare->distance = distance;
            compare->way = picture == a ? (enum mien_dihedral)i
                                        : compare_way_inverse((enum mien_dihedral)i);
        }
    }
}

// Tells whether a picture has too little detail for its hash to mean anything.
static bool low_quality(const struct compare *compare)
{
    for (size_t i = 0; i < 2; i++)
        if (compare->operands[i].name != NULL &&
            compare->operands[i].media.quality < MIEN_PDQ_QUALITY_MIN)
            return true;
    return false;
}

// Tells whether viewers, who follow EXIF, show both pictures the same way up.
static bool seen_alike(const struct compare *compare)
{
    const struct operand *a = &compare->operands[0], *b = &compare->operands[1];
    return a->name != NULL && b->name != NULL &&
           mien_hash_distance(&a->media.dihedral[a->media.seen],
                              &b->media.dihedral[b->media.seen]) <= compare->radius;
}

static void print_text(const struct compare *compare, bool match)
{
    unsigned distance = compare->distance;
    const char *verdict = match ? ngettext("match: %u of 256 bits differs",
                                           "match: %u of 256 bits differ", distance)
                                : ngettext("no match: %u of 256 bits differs",
                                           "no match: %u of 256 bits differ", distance);
    fputs(ui_colour(stdout, match ? UI_BOLD : UI_PLAIN), stdout);
    printf(verdict, distance);
    fputs(ui_colour(stdout, UI_PLAIN), stdout);
    // TRANSLATORS: follows "4 of 256 bits differ"
    printf(_(" (a match is %u or fewer)\n"), compare->radius);
    bool pictures =
        compare->operands[0].name != NULL || compare->operands[1].name != NULL;
    if (match && pictures) {
        char *text = memory_format("%s (%s).", compare_way_sentence(compare->way),
                                   mien_dihedral_name(compare->way));
        ui_wrap(stdout, text, "");
        free(text);
    }
    if (match && compare->way != MIEN_DIHEDRAL_ORIGINAL && seen_alike(compare))
        puts(_("On the screen, both are the same way up."));
    if (match && low_quality(compare))
        ui_warning(NULL, "%s", _("at such a low quality a match means nothing"));
    if (!match && !pictures)
        ui_note(
            NULL, "%s",
            _("two hashes do not tell whether one is of a turned or mirrored copy"));
}

static void print_json(const struct compare *compare, bool match)
{
    printf("{\"match\":%s,\"distance\":%u,\"radius\":%u,\"orientation\":\"%s\","
           "\"low_quality\":%s",
           match ? "true" : "false", compare->distance, compare->radius,
           mien_dihedral_name(compare->way), low_quality(compare) ? "true" : "false");
    operand_print_json("a", &compare->operands[0]);
    operand_print_json("b", &compare->operands[1]);
    fputs("}\n", stdout);
}

static int compare_hashes(struct compare *compare, char **texts)
{
    if (!operands_read(compare->operands, texts, 2, &compare->media.options))
        return EXIT_TROUBLE;
    measure(compare);
    bool match = compare->distance <= compare->radius;
    if (compare->json)
        print_json(compare, match);
    else
        print_text(compare, match);
    return match ? EXIT_MATCH : EXIT_NO_MATCH;
}

static int verdict_status(enum mien_verdict verdict)
{
    switch (verdict) {
    case MIEN_VERDICT_MATCH:
        return EXIT_MATCH;
    case MIEN_VERDICT_REVIEW:
        return EXIT_REVIEW;
    case MIEN_VERDICT_NOTHING:
        break;
    }
    return EXIT_NO_MATCH;
}

static int compare_views(struct compare *compare, char **texts)
{
    const struct mien_views_options views = {
        .size = sizeof views, .purposes = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY};
    struct operand *operands = compare->operands;
    struct views_comparison comparison = {.item = 0};
    int status = EXIT_TROUBLE;
    if (compare->draw != NULL && !views_draw_possible(compare->draw, texts))
        return EXIT_TROUBLE;
    if (!operands_read_views(operands, texts, 2, &compare->media.options, &views))
        goto out;
    for (size_t i = 0; i < 2; i++) {
        if (operands[i].name != NULL)
            continue;
        ui_error(operands[i].text, "%s",
                 _("--views compares two pictures, and this is a hash"));
        goto out;
    }
    if (!views_compare(&comparison, operands))
        goto out;
    if (compare->draw != NULL &&
        !views_draw(compare->draw, operands, &comparison, &compare->media.options))
        goto out;
    if (compare->json)
        views_report_json(&comparison, operands);
    else
        views_report_text(&comparison);
    status = verdict_status(comparison.agreement.verdict);
out:
    views_comparison_free(&comparison);
    operands_free(operands, 2);
    return status;
}

int cmd_compare(int argc, char **argv)
{
    struct compare compare = {.radius = MIEN_PDQ_RADIUS};
    args_media_init(&compare.media);
    if (!read_options(&compare, argc, argv))
        return ARGS_EXIT_USAGE;
    if (compare.help)
        return help_print("compare");
    if (!judge_options(&compare))
        return ARGS_EXIT_USAGE;
    if (argc - optind != 2)
        return args_complain("compare",
                             _("name two pictures, two hashes or one of each"));
    if (!args_one_input("compare", argv + optind, 2))
        return ARGS_EXIT_USAGE;
    int status = compare.views ? compare_views(&compare, argv + optind)
                               : compare_hashes(&compare, argv + optind);
    return ui_end(status, EXIT_TROUBLE);
}
