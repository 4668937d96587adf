// SPDX-License-Identifier: Apache-2.0
#include "ui.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "errno_text.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "text.h"

static struct {
    bool quiet, utf8;
    bool out_terminal, err_terminal; // anything that a person may be looking at
    bool out_colours, err_colours;
    bool clever;     // the terminal understands cursor movements
    char *status;    // the line at the bottom of the terminal, or NULL
    int write_error; // errno of the first failed write to standard output
    void (*listener)(const char *text); // to whom messages go, or NULL
} ui;

void ui_begin(void)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR"); // https://no-color.org
    ui.clever = terminal != NULL && *terminal != '\0' && strcmp(terminal, "dumb") != 0;
    bool colours = ui.clever && (no_colour == NULL || *no_colour == '\0');
    ui.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    ui.out_terminal = isatty(STDOUT_FILENO) == 1;
    ui.err_terminal = isatty(STDERR_FILENO) == 1;
    ui.out_colours = colours && ui.out_terminal;
    ui.err_colours = colours && ui.err_terminal;
}

void ui_be_quiet(void)
{
    ui.quiet = true;
}

bool ui_is_quiet(void)
{
    return ui.quiet;
}

bool ui_utf8(void)
{
    return ui.utf8;
}

bool ui_is_terminal(FILE *file)
{
    return file == stdout ? ui.out_terminal : ui.err_terminal;
}

bool ui_colours(FILE *file)
{
    return file == stdout ? ui.out_colours : file == stderr && ui.err_colours;
}

bool ui_ascii_names(FILE *file)
{
    return !ui.utf8 && ui_is_terminal(file);
}

int ui_columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

const char *ui_colour(FILE *file, enum ui_colour colour)
{
    static const char *const sequences[] = {
        [UI_PLAIN] = "\033[0m", [UI_BOLD] = "\033[1m",    [UI_FAINT] = "\033[2m",
        [UI_RED] = "\033[31m",  [UI_YELLOW] = "\033[33m", [UI_CYAN] = "\033[36m",
    };
    return ui_colours(file) ? sequences[colour] : "";
}

void ui_listen(void (*listener)(const char *text))
{
    ui.listener = listener;
}

// A message for the listener: "NAME: what is wrong".
static void tell(const char *name, const char *format, va_list arguments)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL)
        return;
    if (name != NULL) {
        text_write_name(file, name, !ui.utf8);
        fputs(": ", file);
    }
    // The analyser takes what a caller of the caller began for not begun.
    vfprintf(file, format, arguments); // NOLINT(clang-analyzer-valist.Uninitialized)
    fclose(file);
    ui.listener(text);
    free(text);
}

static void say(enum ui_colour colour, const char *name, const char *format,
                va_list arguments)
{
    if (ui.listener != NULL) {
        tell(name, format, arguments);
        return;
    }
    ui_flush(); // so that a log of both streams keeps their order
    ui_status_hide();
    fprintf(stderr, "%smien:%s ", ui_colour(stderr, colour),
            ui_colour(stderr, UI_PLAIN));
    if (name != NULL) {
        text_write_name(stderr, name, ui_ascii_names(stderr));
        fputs(": ", stderr);
    }
    vfprintf(stderr, format, arguments); // NOLINT(clang-analyzer-valist.Uninitialized)
    fputc('\n', stderr);
}

void ui_error(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(UI_RED, name, format, arguments);
    va_end(arguments);
}

void ui_warning(const char *name, const char *format, ...)
{
    if (ui.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(UI_YELLOW, name, format, arguments);
    va_end(arguments);
}

void ui_note(const char *name, const char *format, ...)
{
    if (ui.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(UI_FAINT, name, format, arguments);
    va_end(arguments);
}

void ui_wrap(FILE *file, const char *text, const char *indent)
{
    char *words = memory_text(text), *rest = NULL;
    size_t column = 0, columns = 80;
    if (ui_is_terminal(file) && ui.err_terminal)
        columns = (size_t)ui_columns();
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        size_t width = text_width(word);
        if (column > 0 && column + 1 + width > columns) {
            fputc('\n', file);
            column = 0;
        }
        fprintf(file, "%s%s", column == 0 ? indent : " ", word);
        column += (column == 0 ? strlen(indent) : 1) + width;
    }
    fputc('\n', file);
    free(words);
}

void ui_hint(const char *text)
{
    if (ui.listener != NULL)
        ui.listener(text);
    else
        ui_wrap(stderr, text, "      ");
}

bool ui_can_progress(void)
{
    return ui.err_terminal && ui.clever && !ui.quiet;
}

void ui_status_show(const char *text)
{
    if (ui.status != NULL && strcmp(ui.status, text) == 0)
        return;
    fprintf(stderr, "\r%s\033[K", text);
    fflush(stderr);
    free(ui.status);
    ui.status = memory_text(text);
}

void ui_status_hide(void)
{
    if (ui.status == NULL)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    free(ui.status);
    ui.status = NULL;
}

void ui_before_output(void)
{
    if (ui.out_terminal)
        ui_status_hide();
}

bool ui_flush(void)
{
    if (ui.write_error == 0 && (fflush(stdout) != 0 || ferror(stdout)))
        ui.write_error = errno != 0 ? errno : EIO;
    return ui.write_error == 0;
}

int ui_end(int status, int failed)
{
    ui_status_hide();
    errno = 0;
    ui_flush();
    // Some file systems notice a full disk only now.
    if (fclose(stdout) != 0 && ui.write_error == 0)
        ui.write_error = errno;
    if (ui.write_error == 0)
        return status;
    if (ui.write_error == EPIPE)
        signals_die(SIGPIPE);
    fprintf(stderr, "%smien:%s %s: %s\n", ui_colour(stderr, UI_RED),
            ui_colour(stderr, UI_PLAIN), _("the results could not be written"),
            errno_text(ui.write_error));
    return failed;
}
