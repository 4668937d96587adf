// SPDX-License-Identifier: Apache-2.0
// The mien command: finds out which command is meant, and runs it.
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mien/mien.h>

#include "args.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "sandbox.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"hash", cmd_hash},   {"compare", cmd_compare}, {"show", cmd_show},
    {"case", cmd_case},   {"check", cmd_check},     {"index", cmd_index},
    {"match", cmd_match},
};

// Makes sure that no picture is opened as standard output because that was closed:
// takes the three first descriptors, in a way that using them fails.
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// Some C libraries would else write the first line at once, wherever it goes, and have
// forgotten at the end why that failed.
static void begin_output(void)
{
    if (!ui_is_terminal(stdout))
        (void)setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
}

static void begin_locale(void)
{
    setlocale(LC_ALL, "");
#ifdef ENABLE_NLS
    // For tests, and for an installation that was moved.
    const char *folder = getenv("MIEN_LOCALEDIR");
    bindtextdomain("mien", folder != NULL ? folder : MIEN_LOCALEDIR);
    textdomain("mien");
#endif
}

static int print_version(void)
{
    static const enum mien_format formats[] = {MIEN_FORMAT_JPEG, MIEN_FORMAT_PNG,
                                               MIEN_FORMAT_WEBP, MIEN_FORMAT_HEIC,
                                               MIEN_FORMAT_AVIF, MIEN_FORMAT_GIF};
    printf("mien %s\n", mien_version());
    printf(_("kernels: %s\n"), mien_kernels_name());
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const char *version = NULL;
        bool supported = mien_format_supported(formats[i], &version);
        // TRANSLATORS: a format of pictures, and the library that reads it
        printf(_("%s: %s\n"), mien_format_name(formats[i]),
               supported ? version : _("not available"));
    }
    const char *sandbox = sandbox_is_tight();
    // TRANSLATORS: what keeps the reading of pictures away from files and network
    printf(_("sandbox: %s\n"),
           sandbox != NULL ? sandbox : _("not available on this system"));
    return ui_end(0, 1);
}

static bool is_help_option(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

// "mien help", "mien help hash", "mien --help hash", "mien help index add".
static int run_help(int argc, char **argv)
{
    if (argc < 2)
        return help_print(NULL);
    bool itself = strcmp(argv[1], "help") == 0 || is_help_option(argv[1]);
    if (argc == 2 && itself)
        return help_print(NULL);
    char *topic =
        argc == 3 ? memory_format("%s %s", argv[1], argv[2]) : memory_text(argv[1]);
    bool exists = argc <= 3 && help_exists(topic);
    if (!exists) {
        char *safe = text_safe(argv[argc - 1], ui_ascii_names(stderr));
        args_complain(NULL, _("there is no help on '%s'"), safe);
        free(safe);
    }
    int status = exists ? help_print(topic) : ARGS_EXIT_USAGE;
    free(topic);
    return status;
}

static int complain_of_command(const char *name)
{
    static const char *const words[] = {"hash",      "compare", "show",  "case",
                                        "check",     "index",   "match", "help",
                                        "--version", NULL};
    static const char *const options[] = {"--help", "--version", NULL};
    const char *nearest = args_nearest(name, *name == '-' ? options : words);
    char *safe = text_safe(name, ui_ascii_names(stderr));
    if (nearest != NULL)
        args_complain(NULL, _("unknown command '%s'; did you mean '%s'?"), safe,
                      nearest);
    else if (*name != '-' && access(name, F_OK) == 0)
        args_complain(NULL, _("'%s' is a file; to hash it: mien hash FILE"), safe);
    else if (*name == '-')
        args_complain(NULL, _("unknown option '%s'"), safe);
    else
        args_complain(NULL, _("unknown command '%s'"), safe);
    free(safe);
    return ARGS_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    guard_forbid_dumps();
    begin_locale();
    ui_begin();
    begin_output();
    signals_begin();
    if (argc < 2)
        return args_complain(NULL, _("which command?"));
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        return argc == 2 ? print_version()
                         : args_complain(NULL, _("%s takes nothing behind it"), name);
    if (strcmp(name, "help") == 0 || is_help_option(name))
        return run_help(argc - 1, argv + 1);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return complain_of_command(name);
}
