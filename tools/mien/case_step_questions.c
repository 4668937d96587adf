// SPDX-License-Identifier: Apache-2.0
// The first screens: whether this device is safe, the questions, and where to find
// help.
#include "case_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_screen.h"
#include "help_lines.h"
#include "i18n.h"
#include "memory.h"

enum {
    COUNTRY_SIZE = 8
};

// The list of services as lines of the screen that is being made.
static void add_help_lines(bool minors, const char *country)
{
    char *text = NULL, *rest = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL)
        return;
    help_lines_print(file, minors ? HELP_LINES_MINORS : HELP_LINES_ADULTS, country);
    fclose(file);
    for (char *line = text; line != NULL; line = rest) {
        rest = strchr(line, '\n');
        if (rest != NULL)
            *rest++ = '\0';
        if (*line != '\0' || rest != NULL)
            case_screen_line(line);
    }
    free(text);
}

int case_help_screens(bool minors, const char *title, const char *text,
                      const char *country, bool can_go_back)
{
    char typed[COUNTRY_SIZE] = "";
    if (country == NULL) {
        case_screen_show(title, text);
        case_screen_add(
            _("In which country are you? Type its two letters, FR or US for "
              "instance. Enter alone shows the services of all countries."));
        int answer = case_screen_text(typed, sizeof typed, _("Country:"), can_go_back);
        if (answer != 0)
            return answer;
        country = strlen(typed) == 2 ? typed : NULL;
    }
    case_screen_show(title, *typed == '\0' && country != NULL ? text : "");
    add_help_lines(minors, country);
    return can_go_back ? case_screen_continue(true) : case_screen_leave(false);
}

static const char *country_of(const struct case_new *its)
{
    return its->region_count > 0 ? its->regions[0] : NULL;
}

enum case_move case_step_safety(struct case_walk *walk, size_t number, bool back)
{
    const char *const choices[] = {_("Go on: this device is safe enough for me"),
                                   _("Show me who can help me")};
    case_screen_show(
        _("Before you begin"),
        _("mien makes a document about your pictures. With it, an organisation can "
          "find "
          "copies of them and have them blocked. The pictures stay with you: the "
          "document holds only fingerprints, numbers that are made from them. mien "
          "sends nothing.\n\n"
          "Could somebody be watching this device: a person who knows your passwords, "
          "or a spying app? Then stop here, and use a device that this person cannot "
          "reach.\n\n"
          "What stays behind: the one or two files that you name; perhaps the line "
          "that "
          "started mien, in the history of the shell; perhaps what this window showed. "
          "mien cannot hide these, nor that it is installed. Deleting traces can be "
          "noticed, too.\n\n"
          "A fingerprint is not a picture, but treat it as private."));
    int chosen = case_screen_choose(choices, 2, -1, back);
    if (chosen != 1)
        return case_move_of(chosen < 0 ? chosen : 0);
    int answer = case_help_screens(false, _("Who can help"),
                                   _("These services advise people whose intimate "
                                     "pictures are shared, or may be."),
                                   country_of(walk->its), true);
    return answer == CASE_SCREEN_STOP ? CASE_MOVE_STOP : CASE_MOVE_AGAIN;
}

// Explains why an answer ends it. What she said about ages is not asked again.
static enum case_move end_with(const struct case_new *its, size_t number,
                               enum case_end end)
{
    char *text = case_end_text(end, &its->questions.list[number]);
    const char *title = case_end_title(end);
    int answer;
    if (end == CASE_END_MINOR) {
        case_help_screens(true, title, text, country_of(its), false);
        answer = CASE_SCREEN_STOP;
    } else {
        case_screen_show(title, text);
        answer = case_screen_leave(true);
    }
    free(text);
    return answer == CASE_SCREEN_BACK ? CASE_MOVE_AGAIN : CASE_MOVE_STOP;
}

enum case_move case_step_question(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    int answer = case_question_ask(&its->questions, number, back);
    if (answer != 0)
        return case_move_of(answer);
    enum case_end end = case_question_end(&its->questions, number);
    return end == CASE_GOES_ON ? CASE_MOVE_NEXT : end_with(its, number, end);
}
