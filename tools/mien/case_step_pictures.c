// SPDX-License-Identifier: Apache-2.0
// Which pictures, and whether each can be protected.
#include "case_steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case_screen.h"
#include "errno_text.h"
#include "i18n.h"
#include "memory.h"
#include "ui.h"

enum {
    NAME_SIZE = 4096
};

static void list_names(const struct case_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        char *name = case_screen_foreign(pictures->list[i].name);
        char *line = memory_format("    %s", name);
        case_screen_line(line);
        free(line);
        free(name);
    }
}

// Terminals put a name that is dragged into them between quotes.
static char *unquoted(char *name)
{
    size_t length = strlen(name);
    if (length >= 2 && (*name == '\'' || *name == '"') && name[length - 1] == *name) {
        name[length - 1] = '\0';
        return name + 1;
    }
    return name;
}

enum case_move case_step_pick(struct case_walk *walk, size_t number, bool back)
{
    struct case_pictures *pictures = &walk->its->pictures;
    char typed[NAME_SIZE];
    case_screen_show(_("Which pictures"),
                     _("Type the name of a picture, or drag it into this window, and "
                       "press Enter. It is not opened yet, and its name is kept "
                       "nowhere."));
    list_names(pictures);
    int answer = case_screen_text(
        typed, sizeof typed,
        pictures->count == 0 ? _("Picture:") : _("Picture (Enter alone: no more):"),
        back);
    if (answer != 0)
        return case_move_of(answer);
    char *name = unquoted(typed);
    if (*name == '\0')
        return pictures->count > 0 ? CASE_MOVE_NEXT : CASE_MOVE_AGAIN;
    if (access(name, R_OK) != 0)
        ui_error(name, "%s", errno_text(errno));
    else
        case_pictures_add(pictures, name, false);
    return CASE_MOVE_AGAIN;
}

static void show_progress(size_t number, size_t count)
{
    char *text =
        memory_format(_("Reading %zu of %zu. This can take a moment."), number, count);
    case_screen_show(_("Your pictures"), text);
    case_screen_draw();
    free(text);
}

// What was found about a picture, which the caller frees.
static char *result_of(const struct case_picture *picture)
{
    switch (picture->state) {
    case CASE_PICTURE_FINE:
        return memory_text(picture->film ? _("good: this very file will be found")
                                         : _("good: it can be protected"));
    case CASE_PICTURE_DULL:
        return memory_text(_("too few details: it cannot be protected"));
    default:
        return memory_format(_("it could not be read: %s"),
                             picture->reason != NULL ? picture->reason : "");
    }
}

// The next steps, each once.
static void add_steps(const struct case_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        const char *step = pictures->list[i].step;
        bool said = step == NULL;
        for (size_t j = 0; j < i && !said; j++)
            said = pictures->list[j].step == step;
        if (!said)
            case_screen_add(step);
    }
}

static void show_results(const struct case_pictures *pictures)
{
    case_screen_show(_("Your pictures"), "");
    for (size_t i = 0; i < pictures->count; i++) {
        char *name = case_screen_foreign(pictures->list[i].name);
        char *result = result_of(&pictures->list[i]);
        // TRANSLATORS: the name of a picture, and what was found about it
        char *line = memory_format(_("%s: %s"), name, result);
        case_screen_line(line);
        free(line);
        free(result);
        free(name);
    }
    if (case_pictures_in(pictures, CASE_PICTURE_DULL) > 0)
        case_screen_add(
            _("With too few details, many other pictures would have nearly "
              "the same fingerprint, and the recipient takes none of these. "
              "To know more about a picture: mien check"));
    add_steps(pictures);
}

enum case_move case_step_pictures(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    struct case_pictures *pictures = &its->pictures;
    if (!case_new_fits(its) ||
        (!pictures->read && !case_new_read(its, show_progress))) {
        case_screen_show(_("No case was made"), "");
        return case_move_of(case_screen_leave(true) == CASE_SCREEN_BACK
                                ? CASE_SCREEN_BACK
                                : CASE_SCREEN_STOP);
    }
    case_pictures_judge(pictures, case_new_minimum(its));
    size_t fine = case_pictures_in(pictures, CASE_PICTURE_FINE);
    bool few = case_new_is_few(its);
    show_results(pictures);
    if (fine == 0 || !few) {
        case_screen_add(fine == 0 ? _("None of the pictures can be protected in this "
                                      "way. No case was made.")
                                  : _("No case was made."));
        return case_screen_leave(back) == CASE_SCREEN_BACK ? CASE_MOVE_BACK
                                                           : CASE_MOVE_STOP;
    }
    const char *const choices[] = {
        fine == pictures->count ? _("Go on")
                                : ngettext("Go on with the one that is good",
                                           "Go on with those that are good", fine),
        _("Stop, to look for better copies"),
    };
    int chosen = case_screen_choose(choices, fine == pictures->count ? 1 : 2, -1, back);
    its->pictures_settled = chosen == 0;
    return chosen == 1 ? CASE_MOVE_STOP : case_move_of(chosen);
}

enum case_move case_step_views(struct case_walk *walk, size_t number, bool back)
{
    struct case_views_offer offer = case_new_offer(walk->its);
    return case_move_of(case_views_ask(&walk->its->views, &offer, back));
}
