// SPDX-License-Identifier: Apache-2.0
#include "case_ask.h"

#include "case_screen.h"
#include "i18n.h"
#include "signals.h"
#include "ui.h"

bool case_ask(const char *title, const char *text, const char *yes, bool given)
{
    if (given)
        return true;
    if (!case_screen_begin()) {
        ui_error(NULL, "%s", _("there is no terminal to ask you on: nothing was done"));
        ui_hint(_("If you are sure, say it by the option --yes."));
        return false;
    }
    const char *const choices[] = {_("No, change nothing"), yes};
    case_screen_show(title, text);
    int chosen = case_screen_choose(choices, 2, -1, false);
    case_screen_end();
    if (chosen == 1)
        return true;
    if (signals_caught() == 0)
        ui_note(NULL, "%s", _("Nothing was changed."));
    return false;
}
