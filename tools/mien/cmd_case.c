// SPDX-License-Identifier: Apache-2.0
// mien case: finds out which of its commands is meant.
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"new", cmd_case_new},       {"add", cmd_case_add},
    {"show", cmd_case_show},     {"withdraw", cmd_case_withdraw},
    {"wallet", cmd_case_wallet}, {"recipients", cmd_case_recipients},
    {"forget", cmd_case_forget}, {"open", cmd_case_open}, // and verify
    {"verify", cmd_case_open},   {"export", cmd_case_export},
};

static int complain_of_command(const char *name)
{
    enum {
        COUNT = sizeof commands / sizeof commands[0]
    };
    const char *words[COUNT + 1] = {NULL};
    for (size_t i = 0; i < COUNT; i++)
        words[i] = commands[i].name;
    const char *nearest = args_nearest(name, words);
    char *safe = text_safe(name, ui_ascii_names(stderr));
    if (nearest != NULL)
        args_complain("case", _("unknown command '%s'; did you mean '%s'?"), safe,
                      nearest);
    else
        args_complain("case", _("unknown command '%s'"), safe);
    free(safe);
    return ARGS_EXIT_USAGE;
}

int cmd_case(int argc, char **argv)
{
    // Without a word she may not know what there is: that is no mistake.
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help_print("case");
    signals_be_patient(); // there may be files to take away
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return complain_of_command(argv[1]);
}
