// SPDX-License-Identifier: Apache-2.0
// mien case, in a mien that was built without cases.
#include "cmd.h"
#include "i18n.h"
#include "ui.h"

int cmd_case(int argc, char **argv)
{
    ui_error(NULL, "%s", _("this mien was built without cases"));
    ui_hint(_("It needs the library jose: see README.md, 'Building by hand'."));
    return ui_end(2, 2);
}
