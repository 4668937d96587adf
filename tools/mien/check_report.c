// SPDX-License-Identifier: Apache-2.0
#include "check_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "memory.h"
#include "output.h"
#include "text.h"
#include "ui.h"
#include "view_text.h"

enum {
    // A match with this many bits of margin is not lost to the next small change.
    SURE = 24,
    // With fewer windows a part of the picture has too few of them to be told from an
    // object that other pictures show, too.
    FEW_WINDOWS = 8
};

enum chance {
    CAUGHT,
    UNSURE,
    MISSED,
    CHANCES
};

static bool good_quality(uint32_t quality)
{
    return quality >= MIEN_PDQ_QUALITY_MIN;
}

static bool is_match(const struct check_found *found)
{
    return found->distance <= MIEN_PDQ_RADIUS && good_quality(found->quality);
}

static enum chance chance_of(const struct check_found *found)
{
    if (!is_match(found))
        return MISSED;
    return found->distance <= SURE ? CAUGHT : UNSURE;
}

bool check_report_enough(const struct check_result *result)
{
    return good_quality(result->quality);
}

// A paragraph, in lines that fit.
static void say(const char *text, enum ui_colour colour)
{
    fputs(ui_colour(stdout, colour), stdout);
    ui_wrap(stdout, text, "  ");
    fputs(ui_colour(stdout, UI_PLAIN), stdout);
}

static void say_quality(const struct check_result *result)
{
    bool enough = check_report_enough(result);
    char *text = memory_format(
        enough ? _("Quality %u of 100: fine. The picture has enough detail for a hash "
                   "to protect it.")
               : _("Quality %u of 100: too low. This picture has so little detail that "
                   "its hash would fit other pictures, too. StopNCII.org and platforms "
                   "do not use such a hash: it does not protect the picture."),
        (unsigned)result->quality);
    say(text, enough ? UI_PLAIN : UI_BOLD);
    free(text);
    if (!enough)
        say(_("What you can do: look for a larger or sharper copy of the same picture, "
              "the original from the camera for instance, and check that one. A "
              "picture with hardly anything in it, a dark room or a plain wall, cannot "
              "be protected by a hash: report it where it appears."),
            UI_PLAIN);
}

// The table.

enum {
    COLUMNS = 4
};
struct table {
    size_t widths[COLUMNS];
};

// The distance of an edit, marked when its quality is too low.
static char *distance_text(const struct check_found *found)
{
    return memory_format("%u%s", (unsigned)found->distance,
                         good_quality(found->quality) ? "" : "*");
}

static const char *chance_text(enum chance chance)
{
    // TRANSLATORS: whether a changed copy is recognised; in a table
    static const char *const words[CHANCES] = {N_("caught"), N_("may be missed"),
                                               N_("not caught")};
    return _(words[chance]);
}

// What stands in the row of an edit; the last text is the caller's to free.
static void row_texts(const char *texts[COLUMNS], char **distance,
                      const struct check_result *result, size_t edit)
{
    const struct check_edit *its = &check_edits[edit];
    bool first = edit == 0 || check_edits[edit - 1].group != its->group;
    *distance = distance_text(&result->edits[edit]);
    texts[0] = first ? _(check_groups[its->group].label) : "";
    texts[1] = _(its->label);
    texts[2] = chance_text(chance_of(&result->edits[edit]));
    texts[3] = *distance;
}

static void measure(struct table *table, const char *const texts[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t width = text_width(texts[i]);
        if (width > table->widths[i])
            table->widths[i] = width;
    }
}

static void pad(size_t columns)
{
    while (columns-- > 0)
        putchar(' ');
}

static void print_row(const struct table *table, const char *const texts[COLUMNS],
                      enum ui_colour colour)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t room = table->widths[i] - text_width(texts[i]);
        bool last = i == COLUMNS - 1; // a number: at the right
        pad(last ? 2 + room : 2);
        bool coloured = i == 2 || colour == UI_FAINT;
        fputs(coloured ? ui_colour(stdout, colour) : "", stdout);
        fputs(texts[i], stdout);
        fputs(coloured ? ui_colour(stdout, UI_PLAIN) : "", stdout);
        pad(last ? 0 : room);
    }
    putchar('\n');
}

static void print_table(const struct check_result *result)
{
    static const enum ui_colour colours[CHANCES] = {
        [CAUGHT] = UI_PLAIN, [UNSURE] = UI_YELLOW, [MISSED] = UI_BOLD};
    // TRANSLATORS: the heads of a table: "cropped", "by 10 percent", "not caught", "90"
    const char *const heads[COLUMNS] = {_("when it was"), _("how"), _("result"),
                                        _("distance")};
    struct table table = {{0}};
    const char *texts[COLUMNS];
    char *distance;
    measure(&table, heads);
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        row_texts(texts, &distance, result, i);
        measure(&table, texts);
        free(distance);
    }
    print_row(&table, heads, UI_FAINT);
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        row_texts(texts, &distance, result, i);
        print_row(&table, texts, colours[chance_of(&result->edits[i])]);
        free(distance);
    }
}

static void explain_table(const struct check_result *result)
{
    char *text =
        memory_format(_("The distance is how many of the %d bits of the hash changed. "
                        "Up to %d is a match; above %d, a little more may undo it."),
                      MIEN_HASH_BITS, MIEN_PDQ_RADIUS, (int)SURE);
    say(text, UI_FAINT);
    free(text);
    bool marked = false;
    for (size_t i = 0; i < CHECK_EDITS; i++)
        marked = marked || !good_quality(result->edits[i].quality);
    if (marked)
        say(_("* After this change too little detail is left for a match to count."),
            UI_FAINT);
}

// The sentences.

static void append(char **list, char *item)
{
    if (*list == NULL) {
        *list = item;
        return;
    }
    // TRANSLATORS: between the parts of a list
    char *longer = memory_format("%s%s%s", *list, _(", "), item);
    free(*list);
    free(item);
    *list = longer;
}

// Which edits go into a list.
enum choice {
    LIST_CAUGHT = CAUGHT,
    LIST_UNSURE = UNSURE,
    LIST_MISSED = MISSED,
    LIST_GAINED // by views: they are not caught otherwise
};

static bool is_chosen(const struct check_found *found, enum choice choice)
{
    enum chance chance = chance_of(found);
    return choice == LIST_GAINED
               ? chance != CAUGHT && found->with_views == MIEN_VERDICT_MATCH
               : (int)chance == (int)choice;
}

// The chosen edits of a group, or NULL; *all when it is the whole group.
static char *list_edits(const struct check_result *result, enum check_group group,
                        enum choice choice, bool *all)
{
    char *list = NULL;
    *all = true;
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        if (check_edits[i].group != group)
            continue;
        if (is_chosen(&result->edits[i], choice))
            append(&list, memory_text(_(check_edits[i].label)));
        else
            *all = false;
    }
    return list;
}

// "saved again, made smaller (to one half)", or NULL. The caller frees it.
static char *list_groups(const struct check_result *result, enum choice choice)
{
    char *list = NULL;
    for (int group = 0; group < CHECK_GROUPS; group++) {
        bool all;
        const char *label = _(check_groups[group].label);
        char *edits = list_edits(result, (enum check_group)group, choice, &all);
        if (edits != NULL)
            // TRANSLATORS: what was done to a picture, and in which ways
            append(&list, all ? memory_text(label)
                              : memory_format(_("%s (%s)"), label, edits));
        free(edits);
    }
    return list;
}

// False when there are none.
static bool say_list(const char *sentence, const struct check_result *result,
                     enum choice choice, enum ui_colour colour)
{
    char *list = list_groups(result, choice);
    bool any = list != NULL;
    if (any) {
        // The sentence is one of those below.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        char *text = memory_format(sentence, list);
#pragma GCC diagnostic pop
        say(text, colour);
        free(text);
    }
    free(list);
    return any;
}

// Whether the picture misses its own hash because of what lies behind it.
static bool is_transparent(const struct check_result *result)
{
    return (result->image.flags & MIEN_IMAGE_ALPHA) != 0 &&
           chance_of(&result->edits[0]) != CAUGHT;
}

static void say_sentences(const struct check_result *result)
{
    if (is_transparent(result))
        say(_("Parts of this picture are transparent. Most platforms put white behind "
              "them, which the hash of this file does not know. Save the picture as a "
              "JPEG, check that one, and put it into your case as well."),
            UI_BOLD);
    say(_("If somebody uploads this picture as it is, a platform that has its hash and "
          "looks for it will recognise it."),
        UI_PLAIN);
    say_list(_("It will also be recognised when it was: %s."), result, LIST_CAUGHT,
             UI_PLAIN);
    say_list(_("It may be missed when it was: %s."), result, LIST_UNSURE, UI_PLAIN);
    say_list(_("It will probably NOT be recognised when it was: %s."), result,
             LIST_MISSED, UI_BOLD);
}

// What it would gain by views, as far as it is not caught without.
static void say_views(const struct check_result *result)
{
    if (!say_list(_("A case can hold hashes of the parts of a picture as well, for "
                    "organisations that take them. If those look for them, it "
                    "will probably also be recognised when it was: %s. More hashes "
                    "tell more of the picture: 'mien case new' explains it and asks "
                    "you."),
                  result, LIST_GAINED, UI_PLAIN))
        say(_("Hashes of its parts, which a case can hold as well, would not help in "
              "these tries."),
            UI_PLAIN);
    if (result->windows >= FEW_WINDOWS)
        return;
    char *few = memory_format(_("There are few places in this picture that stand out "
                                "(%u): a part of it may not be found."),
                              (unsigned)result->windows);
    say(few, UI_BOLD);
    free(few);
}

void check_report_text(const char *name, const struct check_result *result)
{
    fputs(ui_colour(stdout, UI_BOLD), stdout);
    text_write_name(stdout, name, ui_ascii_names(stdout));
    printf("%s\n", ui_colour(stdout, UI_PLAIN));
    say_quality(result);
    if (check_report_enough(result)) {
        putchar('\n');
        print_table(result);
        putchar('\n');
        explain_table(result);
        putchar('\n');
        say_sentences(result);
        say_views(result);
    }
    putchar('\n');
}

void check_report_advice(size_t enough)
{
    if (enough > 0) {
        say(_("So put every version of a picture that you know of into your case: the "
              "original, the one that was sent, a screenshot, a part of it. Each gets "
              "a hash of its own, which catches what is near that version. Where you "
              "find a changed copy, report it there, too."),
            UI_PLAIN);
        say(_("Mirrored and turned copies are recognised by platforms that use all "
              "eight hashes that mien makes of a picture, and not from one of them "
              "alone. These were tries with ordinary changes: nobody can foresee them "
              "all, and each platform decides what it does about a match."),
            UI_PLAIN);
    }
    say(_("All of this happened on this device. Nothing was sent or stored."),
        UI_PLAIN);
}

void check_report_json(const char *name, const struct check_result *result)
{
    bool enough = check_report_enough(result);
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &result->hash);
    printf("{\"hash\":\"%s\",", digits);
    output_json_name(name);
    printf(",\"quality\":%u,\"enough\":%s,\"radius\":%d,\"windows\":%u,"
           "\"edits\":[",
           (unsigned)result->quality, enough ? "true" : "false", MIEN_PDQ_RADIUS,
           (unsigned)result->windows);
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        const struct check_found *found = &result->edits[i];
        printf("%s{\"edit\":\"%s\",\"group\":\"%s\",\"distance\":%u,\"orientation\":"
               "\"%s\",\"quality\":%u,\"caught\":%s,\"with_views\":\"%s\"}",
               i > 0 ? "," : "", check_edits[i].token,
               check_groups[check_edits[i].group].token, (unsigned)found->distance,
               mien_dihedral_name(found->way), (unsigned)found->quality,
               enough && is_match(found) ? "true" : "false",
               view_verdict_token(enough ? found->with_views : MIEN_VERDICT_NOTHING));
    }
    fputs("]}\n", stdout);
}
