// SPDX-License-Identifier: Apache-2.0
// Prints the help lines as a command would: show_help_lines minors|adults [COUNTRY]
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help_lines.h"
#include "i18n.h"
#include "ui.h"

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        return 2;
    setlocale(LC_ALL, "");
#ifdef ENABLE_NLS
    const char *folder = getenv("MIEN_LOCALEDIR");
    bindtextdomain("mien", folder != NULL ? folder : MIEN_LOCALEDIR);
    textdomain("mien");
#endif
    ui_begin();
    help_lines_print(
        stdout, strcmp(argv[1], "minors") == 0 ? HELP_LINES_MINORS : HELP_LINES_ADULTS,
        argc > 2 ? argv[2] : NULL);
    return ui_end(0, 1);
}
