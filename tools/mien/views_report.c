// SPDX-License-Identifier: Apache-2.0
#include "views_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "compare_way.h"
#include "i18n.h"
#include "memory.h"
#include "ui.h"
#include "view_text.h"

// The nearest view of the first or the second operand, or NULL.
static const struct mien_view *nearest(const struct views_comparison *comparison,
                                       size_t operand)
{
    const struct mien_agreement *agreement = &comparison->agreement;
    bool item = operand == comparison->item;
    const struct views_set *set = item ? &comparison->bank : &comparison->query;
    size_t index = item ? agreement->bank : agreement->query;
    bool known = agreement->verdict != MIEN_VERDICT_NOTHING &&
                 agreement->distance <= MIEN_HASH_BITS && index < set->count;
    return known ? &set->views[index] : NULL;
}

// What a view shows of its picture.
static const char *words_for(const struct mien_view *view)
{
    // TRANSLATORS: these follow "the first" or "the second" (picture) in parentheses
    static const char *const words[MIEN_VIEW_KIND_COUNT] = {
        [MIEN_VIEW_WHOLE] = N_("whole"),
        [MIEN_VIEW_SEEN] = N_("turned as viewers show it"),
        [MIEN_VIEW_TRIMMED] = N_("without its frame"),
        [MIEN_VIEW_ZOOM] = N_("its centre"),
        [MIEN_VIEW_CROP] = N_("cropped"),
        [MIEN_VIEW_TILT] = N_("tilted"),
        [MIEN_VIEW_WINDOW] = N_("a part"),
        [MIEN_VIEW_TURNED] = N_("a part"),
        [MIEN_VIEW_NEGATIVE] = N_("with inverted colours"),
    };
    return _(words[view->kind]);
}

// How the second operand is the first, turned.
static enum mien_dihedral way_of(const struct views_comparison *comparison)
{
    enum mien_dihedral way = comparison->agreement.dihedral;
    return comparison->item == 0 ? way : compare_way_inverse(way);
}

// Whether the views that match have too little detail for that to mean anything.
static bool low_quality(const struct views_comparison *comparison)
{
    const struct mien_agreement *agreement = &comparison->agreement;
    return agreement->reason == MIEN_REASON_VIEW &&
           (comparison->query.views[agreement->query].quality < MIEN_PDQ_QUALITY_MIN ||
            comparison->bank.views[agreement->bank].quality < MIEN_PDQ_QUALITY_MIN);
}

static unsigned percent(float share)
{
    return share > 0 ? (unsigned)(100 * share + 0.5f) : 0;
}

static void headline(enum ui_colour colour, const char *text)
{
    printf("%s%s%s\n", ui_colour(stdout, colour), text, ui_colour(stdout, UI_PLAIN));
}

static void paragraph(char *text)
{
    ui_wrap(stdout, text, "");
    free(text);
}

static void say_view(const struct views_comparison *comparison)
{
    const struct mien_view *first = nearest(comparison, 0);
    const struct mien_view *second = nearest(comparison, 1);
    if (first == NULL || second == NULL)
        return;
    // TRANSLATORS: what is in parentheses is "whole" or "a part", for instance
    paragraph(memory_format(_("Nearest: the first (%s) and the second (%s), %u of 256 "
                              "bits apart."),
                            words_for(first), words_for(second),
                            (unsigned)comparison->agreement.distance));
}

static void say_windows(const struct mien_agreement *agreement)
{
    paragraph(
        memory_format(_("Parts that agree: %u of %u. They cover %u %% of what the "
                        "two have in common."),
                      (unsigned)agreement->agreeing, (unsigned)agreement->windows,
                      percent(agreement->covered)));
}

static void say_match(const struct views_comparison *comparison)
{
    const struct mien_agreement *agreement = &comparison->agreement;
    headline(UI_BOLD, _("match: they show the same picture, or parts of it"));
    if (agreement->reason == MIEN_REASON_WINDOWS)
        say_windows(agreement);
    else
        say_view(comparison);
    enum mien_dihedral way = way_of(comparison);
    paragraph(
        memory_format("%s (%s).", compare_way_sentence(way), mien_dihedral_name(way)));
    if (low_quality(comparison))
        ui_warning(NULL, "%s", _("at such a low quality a match means nothing"));
}

void views_report_text(const struct views_comparison *comparison)
{
    switch (comparison->agreement.verdict) {
    case MIEN_VERDICT_MATCH:
        say_match(comparison);
        break;
    case MIEN_VERDICT_REVIEW:
        headline(UI_BOLD, _("review: they share something: look at both"));
        paragraph(memory_text(_("It may be one picture, or only a thing, a room or a "
                                "logo that is in both.")));
        say_view(comparison);
        break;
    case MIEN_VERDICT_NOTHING:
        headline(UI_PLAIN, _("no match: no part of one was found in the other"));
        break;
    }
}

bool views_report_transform(float transform[6],
                            const struct views_comparison *comparison)
{
    const float *t = comparison->agreement.transform;
    float area = t[0] * t[4] - t[1] * t[3];
    if (area == 0)
        return false;
    if (comparison->item == 0) {
        for (size_t i = 0; i < 6; i++)
            transform[i] = t[i];
        return true;
    }
    transform[0] = t[4] / area;
    transform[1] = -t[1] / area;
    transform[2] = (t[1] * t[5] - t[4] * t[2]) / area;
    transform[3] = -t[3] / area;
    transform[4] = t[0] / area;
    transform[5] = (t[3] * t[2] - t[0] * t[5]) / area;
    return true;
}

// With four decimals, and a point in every language.
static void put_decimal(double value)
{
    long long parts = (long long)(value * 10000 + (value < 0 ? -0.5 : 0.5));
    unsigned long long size =
        parts < 0 ? 0 - (unsigned long long)parts : (unsigned long long)parts;
    printf("%s%llu.%04llu", parts < 0 ? "-" : "", size / 10000, size % 10000);
}

static void put_nearest(const struct views_comparison *comparison)
{
    const struct mien_view *first = nearest(comparison, 0);
    const struct mien_view *second = nearest(comparison, 1);
    char names[2][MIEN_VIEW_NAME_SIZE];
    if (first == NULL || second == NULL ||
        mien_view_name(names[0], first->kind, first->number) != MIEN_OK ||
        mien_view_name(names[1], second->kind, second->number) != MIEN_OK)
        fputs(",\"distance\":null,\"a_view\":null,\"b_view\":null", stdout);
    else
        printf(",\"distance\":%u,\"a_view\":\"%s\",\"b_view\":\"%s\"",
               (unsigned)comparison->agreement.distance, names[0], names[1]);
}

static void put_transform(const struct views_comparison *comparison)
{
    float transform[6];
    if (!views_report_transform(transform, comparison)) {
        fputs(",\"transform\":null", stdout);
        return;
    }
    for (size_t i = 0; i < 6; i++) {
        fputs(i == 0 ? ",\"transform\":[" : ",", stdout);
        put_decimal((double)transform[i]);
    }
    putchar(']');
}

void views_report_json(const struct views_comparison *comparison,
                       const struct operand operands[2])
{
    const struct mien_agreement *agreement = &comparison->agreement;
    printf("{\"match\":%s,\"verdict\":\"%s\",\"reason\":\"%s\"",
           agreement->verdict == MIEN_VERDICT_MATCH ? "true" : "false",
           view_verdict_token(agreement->verdict),
           view_reason_token(agreement->reason));
    put_nearest(comparison);
    printf(",\"orientation\":\"%s\",\"agreeing\":%u,\"windows\":%u,\"covered\":",
           mien_dihedral_name(way_of(comparison)), (unsigned)agreement->agreeing,
           (unsigned)agreement->windows);
    put_decimal((double)agreement->covered);
    put_transform(comparison);
    printf(",\"low_quality\":%s", low_quality(comparison) ? "true" : "false");
    operand_print_json("a", &operands[0]);
    operand_print_json("b", &operands[1]);
    fputs("}\n", stdout);
}
