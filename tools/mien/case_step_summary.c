// SPDX-License-Identifier: Apache-2.0
// Everything once more before it is written; then the files, and what to do with them.
#include "case_steps.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "case_screen.h"
#include "i18n.h"
#include "memory.h"

enum {
    CHOICES_MAX = 64
};

// A line below a paragraph, of a translated format.
static void line(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void line(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    char *indented = memory_format("    %s", text);
    case_screen_line(indented);
    free(indented);
    free(text);
}

// ---- The summary
// -----------------------------------------------------------------------

static void add_recipients(const struct case_new *its)
{
    const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    size_t count = case_new_confirmed(its, list);
    case_screen_add(_("Who can open the document:"));
    for (size_t i = 0; i < count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (mien_recipient_info(list[i], &info) != MIEN_OK)
            continue;
        char *name = case_screen_foreign(info.name);
        line("%s", name);
        free(name);
    }
}

static void add_pictures(const struct case_new *its)
{
    case_screen_add(
        _("Pictures; their names and the pictures themselves are not sent:"));
    for (size_t i = 0; i < its->pictures.count; i++) {
        const struct case_picture *picture = &its->pictures.list[i];
        char *name = case_screen_foreign(picture->name);
        if (picture->state == CASE_PICTURE_FINE)
            line("%s", name);
        else
            line(_("%s: left out"), name);
        free(name);
    }
}

// What goes beyond the whole pictures.
static void add_views(const struct case_new *its)
{
    struct case_views_offer offer = case_new_offer(its);
    if (its->count.hashes <= MIEN_DIHEDRAL_COUNT * its->count.pictures)
        return;
    line(_("fingerprints of its parts, to find changed copies, too: all in all "
           "%zu fingerprints"),
         its->count.hashes);
    if (offer.places)
        line("%s", _("where in it each part lies"));
}

static void add_contents(const struct case_new *its)
{
    case_screen_add(_("What the document says about each picture:"));
    line("%s",
         _("its fingerprint, as it is, turned and mirrored, and how much detail it "
           "has; of a film, one number made from the file"));
    add_views(its);
    case_screen_add(_("Your answers, which are sent:"));
    for (size_t i = 0; i < its->questions.count; i++) {
        const char *name = case_question_name(&its->questions, i);
        const char *answer = case_question_answer(&its->questions, i);
        if (i >= CASE_STANDARD_QUESTIONS) // it ends with a question mark of its own
            line("%s  %s", name, answer);
        else if (i != CASE_ON_BEHALF_KNOWN)
            line(_("%s: %s"), name, answer);
    }
    case_screen_add(_("What else it says:"));
    line("%s",
         _("a number of the case and the public half of its key, made by chance"));
    line(_("the day of today: %s"), its->day);
    line(_("until when it counts: %s"), its->expiry);
    if (its->region_count == 0)
        line("%s", _("no country"));
    for (size_t i = 0; i < its->region_count; i++)
        line(_("a country where it counts: %s"), its->regions[i]);
    case_screen_add(_("What it does not say: your name, what the pictures show, their "
                      "size, anything about this device or your language, the hour."));
}

static void add_files(const struct case_new *its)
{
    char *out = case_screen_foreign(its->out);
    case_screen_add(_("What will be written on this device:"));
    line(_("%s: the document, which you send"), out);
    free(out);
    if (its->keeping == CASE_KEEP_WORDS) {
        line("%s", _("nothing else; the words for your paper come next"));
        return;
    }
    char *wallet = case_screen_foreign(its->wallet_name);
    line(_("%s: the wallet with the key, for you alone"), wallet);
    free(wallet);
    if (its->keeping == CASE_KEEP_BOTH)
        line("%s", _("the words for your paper come next"));
}

// ---- Changing something
// ----------------------------------------------------------------

// The places to which she can go back, and what they are called.
struct places {
    const char *names[CHOICES_MAX];
    struct {
        size_t place, number;
    } where[CHOICES_MAX];
    size_t count;
};

static void add_place(struct places *its, enum case_place place, size_t number,
                      const char *name)
{
    if (its->count == CHOICES_MAX)
        return;
    its->names[its->count] = name;
    its->where[its->count].place = place;
    its->where[its->count++].number = number;
}

static void find_places(struct places *places, const struct case_new *its)
{
    for (size_t i = 0; i < its->questions.count; i++)
        if (case_question_is_due(&its->questions, i))
            add_place(places, CASE_PLACE_QUESTIONS, i,
                      case_question_name(&its->questions, i));
    add_place(places, CASE_PLACE_RECIPIENTS, 0, _("Who can open the document"));
    if (case_new_asks_views(its))
        add_place(places, CASE_PLACE_VIEWS, 0, _("Cropped and covered copies"));
    add_place(places, CASE_PLACE_KEEPING, 0, _("Where the key is kept"));
    if (its->keeping != CASE_KEEP_WORDS && !its->wallet_given)
        add_place(places, CASE_PLACE_WALLET, 0, _("The name of the wallet"));
    if (!its->out_given)
        add_place(places, CASE_PLACE_OUT, 0, _("The name of the document"));
}

static enum case_move change(struct case_walk *walk)
{
    struct places places = {.count = 0};
    find_places(&places, walk->its);
    case_screen_show(_("What do you want to change?"), "");
    int chosen = case_screen_choose(places.names, places.count, -1, true);
    if (chosen < 0)
        return chosen == CASE_SCREEN_STOP ? CASE_MOVE_STOP : CASE_MOVE_AGAIN;
    walk->go_step = places.where[chosen].place;
    walk->go_number = places.where[chosen].number;
    return CASE_MOVE_GO;
}

enum case_move case_step_summary(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    bool words = its->keeping != CASE_KEEP_WALLET;
    const char *const choices[] = {
        words ? _("Show me the words, then write it") : _("Write it"),
        _("Change something"),
    };
    if (!case_new_prepare(its)) {
        case_screen_show(_("This case cannot be made"), "");
        return case_move_of(case_screen_leave(true) == CASE_SCREEN_BACK
                                ? CASE_SCREEN_BACK
                                : CASE_SCREEN_STOP);
    }
    case_screen_show(_("Before anything is written"),
                     _("This is what will be made. Nothing is written yet, and mien "
                       "sends nothing."));
    add_recipients(its);
    add_pictures(its);
    add_contents(its);
    add_files(its);
    int chosen = case_screen_choose(choices, 2, -1, back);
    return chosen == 1 ? change(walk) : case_move_of(chosen);
}

// ---- The end
// ---------------------------------------------------------------------------

static void add_web_pages(const struct case_new *its)
{
    const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    size_t count = case_new_confirmed(its, list);
    for (size_t i = 0; i < count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (mien_recipient_info(list[i], &info) != MIEN_OK)
            continue;
        char *name = case_screen_foreign(info.name);
        char *web = case_screen_foreign(info.web);
        if (*info.web != '\0')
            line(_("%s: %s"), name, web);
        else
            line("%s", name);
        free(web);
        free(name);
    }
}

static void show_next_steps(const struct case_new *its)
{
    char *out = case_screen_foreign(its->out);
    char *text = memory_format(
        _("Your document is %s. mien has sent nothing: send the file "
          "yourself, in the way that the organisation names on its page:"),
        out);
    case_screen_show(_("It is done"), text);
    add_web_pages(its);
    if (its->views.choice == CASE_VIEWS_YES) {
        char *count = case_views_count_text(&its->count);
        // TRANSLATORS: "fingerprints of 2 pictures: 640"
        char *held = memory_format(_("In the document: %s."), count);
        case_screen_add(held);
        free(held);
        free(count);
    }
    if (its->keeping != CASE_KEEP_WORDS) {
        char *wallet = case_screen_foreign(its->wallet_name);
        char *keep = memory_format(_("Keep the wallet %s and its passphrase."), wallet);
        case_screen_add(keep);
        free(keep);
        free(wallet);
    }
    if (its->keeping != CASE_KEEP_WALLET)
        case_screen_add(_("Keep the paper with the words."));
    case_screen_add(_("To add pictures, to take the case back, or to delete what is on "
                      "this device:"));
    line("mien case add");
    line("mien case withdraw");
    line("mien case forget");
    case_screen_add(
        _("A case does not remove what was shared already; the organisation "
          "and the sites that it works with do that."));
    free(text);
    free(out);
}

enum case_move case_step_write(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    case_screen_show(_("Writing"), _("One moment, please."));
    case_screen_draw();
    if (!case_new_write(its)) {
        case_screen_show(_("Nothing was written"), "");
        return case_screen_leave(true) == CASE_SCREEN_BACK ? CASE_MOVE_BACK
                                                           : CASE_MOVE_STOP;
    }
    show_next_steps(its);
    case_screen_leave(false);
    return CASE_MOVE_MADE;
}
