// SPDX-License-Identifier: Apache-2.0
// Whether a recipient file is really from whom it says.
#include "case_steps.h"

#include <stdlib.h>

#include "case_screen.h"
#include "i18n.h"
#include "memory.h"

static void show(const struct mien_recipient_info *info)
{
    char groups[CASE_FINGERPRINT_ROOM];
    case_fingerprint_group(groups, info->fingerprint);
    char *name = case_screen_foreign(info->name), *web = case_screen_foreign(info->web);
    char *key = case_screen_foreign(groups);
    char *line = memory_format("    %s", key);
    char *whom = memory_format(_("Only this recipient will be able to open the "
                                 "document: %s"),
                               name);
    case_screen_show(_("Is it really them?"), whom);
    if (*info->web != '\0') {
        char *page = memory_format(_("Its page: %s"), web);
        case_screen_line(page);
        free(page);
    }
    case_screen_add(_("Anybody can write this name into a file. So compare the "
                      "fingerprint below with the one that the organisation publishes: "
                      "on its page, which you open yourself, best on another device. A "
                      "person whom you trust can do it for you."));
    case_screen_add(line);
    free(whom);
    free(line);
    free(key);
    free(web);
    free(name);
}

static bool any_left(const struct case_new *its)
{
    for (size_t i = 0; i < its->recipients.count; i++)
        if (its->trust[i] == CASE_TRUST_OPEN || its->trust[i] == CASE_TRUST_SAME)
            return true;
    return false;
}

// What follows when it is not confirmed. BACK, STOP or 0.
static int explain(enum case_trust trust, bool last)
{
    if (trust == CASE_TRUST_OTHER)
        case_screen_show(_("Do not use this file"),
                         _("Somebody may pretend to be this organisation. The document "
                           "is not made for this recipient.\n\nGet the recipient file "
                           "again from the page of the organisation, and tell the "
                           "organisation what you saw."));
    else
        case_screen_show(_("Not without comparing"),
                         _("The document is not made for a recipient whose fingerprint "
                           "was not compared: it could go to the wrong person.\n\nYou "
                           "can compare it now and go back, or stop and start again "
                           "later. Nothing is lost."));
    return last ? case_screen_leave(true) : case_screen_continue(true);
}

enum case_move case_step_recipient(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    struct mien_recipient *recipient = its->recipients.list[number];
    struct mien_recipient_info info = {.size = sizeof info};
    const char *const choices[] = {_("I compared it: it is the same"),
                                   _("I compared it: it is a different one"),
                                   _("I have not compared it")};
    if (mien_recipient_info(recipient, &info) != MIEN_OK)
        return CASE_MOVE_STOP;
    show(&info);
    int chosen = case_screen_choose(choices, 3, (int)its->trust[number] - 1, back);
    if (chosen < 0)
        return case_move_of(chosen);
    enum case_trust trust = (enum case_trust)(chosen + 1);
    // Another set of recipients can want more details in the pictures.
    its->pictures_settled = its->pictures_settled && trust == its->trust[number];
    its->trust[number] = trust;
    if (trust == CASE_TRUST_SAME)
        return mien_recipient_confirm(recipient, info.fingerprint, NULL) == MIEN_OK
                   ? CASE_MOVE_NEXT
                   : CASE_MOVE_STOP;
    int answer = explain(trust, !any_left(its));
    if (answer == CASE_SCREEN_BACK)
        return CASE_MOVE_AGAIN;
    return answer == 0 && any_left(its) ? CASE_MOVE_NEXT : CASE_MOVE_STOP;
}
