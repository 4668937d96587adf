// SPDX-License-Identifier: Apache-2.0
#include "case_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "case_language.h"
#include "case_pages.h"
#include "case_typed.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    ANSWER_SIZE = 64
};

// Where the terminal is, and what is on its screen.
static struct {
    int fd;      // of the terminal, while `on`
    bool on;     // between begin and end
    bool clever; // it understands cursor movements
    struct termios before;
    struct sigaction suspend, quit; // as they were
    struct case_shown shown;
    char *messages; // what ui.h said since the last screen, or NULL
} screen = {.fd = -1};

// ---- Begin and end
// ---------------------------------------------------------------------

// Keeps a message until the next screen.
static void listen(const char *text)
{
    char *longer = screen.messages == NULL
                       ? memory_text(text)
                       : memory_format("%s\n\n%s", screen.messages, text);
    free(screen.messages);
    screen.messages = longer;
}

static void send_bytes(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(screen.fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // the terminal is gone: reading from it will tell
        bytes += written;
        length -= (size_t)written;
    }
}

static void send_text(const char *text)
{
    send_bytes(text, strlen(text));
}

bool case_screen_begin(void)
{
    const char *kind = getenv("TERM");
    screen.fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (screen.fd < 0 || tcgetattr(screen.fd, &screen.before) != 0) {
        if (screen.fd >= 0)
            close(screen.fd);
        screen.fd = -1;
        return false;
    }
    screen.on = true;
    screen.clever = kind != NULL && *kind != '\0' && strcmp(kind, "dumb") != 0;
    // Ctrl-Z would leave the questions on the screen, and Ctrl-\ the terminal as it is.
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGTSTP, &ignore, &screen.suspend);
    sigaction(SIGQUIT, &ignore, &screen.quit);
    signals_be_patient();
    ui_listen(listen);
    if (screen.clever)
        // The second screen; and let a terminal that can lay out both directions find
        // the direction of each line by itself. Others ignore that.
        send_text("\033[?1049h\033[?2501h\033[2J\033[H");
    return true;
}

void case_screen_end(void)
{
    if (!screen.on)
        return;
    if (screen.clever)
        send_text("\033[2J\033[H\033[?2501l\033[?1049l");
    // Input that was typed ahead must not reach the shell.
    tcsetattr(screen.fd, TCSAFLUSH, &screen.before);
    close(screen.fd);
    sigaction(SIGTSTP, &screen.suspend, NULL);
    sigaction(SIGQUIT, &screen.quit, NULL);
    case_shown_free(&screen.shown);
    char *unsaid = screen.messages;
    screen.messages = NULL;
    screen.fd = -1;
    screen.on = false;
    ui_listen(NULL);
    if (unsaid != NULL && signals_caught() == 0)
        ui_error(NULL, "%s", unsaid);
    free(unsaid);
}

bool case_screen_is_on(void)
{
    return screen.on;
}

bool case_screen_utf8(void)
{
    const char *locale = setlocale(LC_CTYPE, NULL);
    if (ui_utf8())
        return true;
    return screen.on && strcmp(locale, "C") == 0 &&
           (screen.before.c_iflag & IUTF8) != 0;
}

// ---- What is shown
// ---------------------------------------------------------------------

void case_screen_banner(const char *text)
{
    free(screen.shown.banner);
    screen.shown.banner = text != NULL ? memory_text(text) : NULL;
}

void case_screen_add(const char *text)
{
    case_shown_paragraphs(&screen.shown, text);
}

void case_screen_line(const char *line)
{
    case_shown_line(&screen.shown, line);
}

void case_screen_show(const char *title, const char *text)
{
    case_shown_begin(&screen.shown, title);
    if (screen.messages != NULL)
        case_screen_add(screen.messages);
    free(screen.messages);
    screen.messages = NULL;
    case_screen_add(text);
}

char *case_screen_foreign(const char *text)
{
    char *safe = text_safe(text, !ui_utf8());
    if (!case_language_is_right_to_left())
        return safe;
    // First strong isolate, pop directional isolate.
    char *isolated = memory_format("\u2068%s\u2069", safe);
    free(safe);
    return isolated;
}

// A terminal that scrolls by itself has one page of any length.
static void terminal_size(size_t *rows, size_t *columns)
{
    struct winsize size;
    *rows = screen.clever ? 24 : SIZE_MAX;
    *columns = 80;
    if (ioctl(screen.fd, TIOCGWINSZ, &size) != 0)
        return;
    if (screen.clever && size.ws_row >= 8)
        *rows = size.ws_row;
    if (size.ws_col >= 20)
        *columns = size.ws_col;
}

// ---- Showing
// ---------------------------------------------------------------------------

static void draw_page(const struct case_pages *pages, size_t page, bool cursor)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        return;
    fputs(screen.clever ? "\033[2J\033[H" : "\r\n", out);
    case_pages_print(out, pages, page);
    if (cursor)
        fputc(' ', out);
    fclose(out);
    // What was typed before the question could be seen is no answer to it.
    tcflush(screen.fd, TCIFLUSH);
    send_bytes(text, length);
    explicit_bzero(text, length);
    free(text);
}

// Shows a page that is not the last, and waits. 0, BACK or STOP.
static int turn_page(const struct case_pages *pages, size_t page)
{
    char line[ANSWER_SIZE];
    draw_page(pages, page, true);
    int answer = case_typed_line(screen.fd, line, sizeof line);
    return answer == 0 ? case_typed_way_out(line, true) : answer;
}

// Shows page after page until the one with the question, or that one only. Returns 0,
// BACK or STOP.
static int present(const struct case_asked *asked, bool last_only)
{
    struct case_pages pages;
    size_t page = 0, rows, columns;
    int answer = 0;
    terminal_size(&rows, &columns);
    case_pages_begin(&pages, &screen.shown, asked, rows, columns);
    while (!case_pages_is_last(&pages, page)) {
        answer = last_only ? 0 : turn_page(&pages, page);
        if (answer == CASE_SCREEN_STOP ||
            (answer == CASE_SCREEN_BACK && page == 0 && asked->back))
            goto out;
        page = answer == CASE_SCREEN_BACK ? case_pages_before(&pages, page)
                                          : case_pages_next(&pages, page);
        answer = 0;
    }
    draw_page(&pages, page, true);
out:
    case_pages_free(&pages);
    return answer;
}

void case_screen_draw(void)
{
    struct case_pages pages;
    size_t page = 0, rows, columns;
    terminal_size(&rows, &columns);
    case_pages_begin(&pages, &screen.shown, NULL, rows, columns);
    while (!case_pages_is_last(&pages, page))
        page = case_pages_next(&pages, page);
    draw_page(&pages, page, false);
    case_pages_free(&pages);
}

// ---- Asking
// ----------------------------------------------------------------------------

int case_screen_choose(const char *const *choices, size_t count, int chosen,
                       bool can_go_back)
{
    struct case_asked asked = {
        .choices = choices,
        .count = count,
        .chosen = chosen,
        .back = can_go_back,
        .stop = true,
        // TRANSLATORS: she types a number or a letter behind it
        .prompt = _("Your choice:"),
    };
    for (;;) {
        char line[ANSWER_SIZE];
        int answer = present(&asked, asked.complain);
        if (answer == 0)
            answer = case_typed_line(screen.fd, line, sizeof line);
        if (answer == 0)
            answer = case_typed_way_out(line, can_go_back);
        if (answer != 0)
            return answer;
        if (*line == '\0' && chosen >= 0)
            return chosen;
        size_t number = case_typed_number(line);
        if (number >= 1 && number <= count)
            return (int)number - 1;
        asked.complain = true;
    }
}

int case_screen_pick(const char *const *choices, size_t count)
{
    struct case_asked asked = {.choices = choices,
                               .count = count,
                               .chosen = -1,
                               .wordless = true,
                               .prompt = ">"};
    for (;;) {
        char line[ANSWER_SIZE];
        if (present(&asked, false) != 0 ||
            case_typed_line(screen.fd, line, sizeof line) != 0)
            return CASE_SCREEN_STOP;
        size_t number = case_typed_number(line);
        if (number >= 1 && number <= count)
            return (int)number - 1;
    }
}

int case_screen_text(char *text, size_t size, const char *prompt, bool can_go_back)
{
    struct case_asked asked = {
        .chosen = -1, .back = can_go_back, .stop = true, .prompt = prompt};
    int answer = present(&asked, false);
    if (answer == 0)
        answer = case_typed_line(screen.fd, text, size);
    return answer == 0 ? case_typed_way_out(text, can_go_back) : answer;
}

static int wait_for_enter(struct case_asked asked)
{
    char line[ANSWER_SIZE];
    int answer = present(&asked, false);
    if (answer == 0)
        answer = case_typed_line(screen.fd, line, sizeof line);
    return answer == 0 ? case_typed_way_out(line, asked.back) : answer;
}

int case_screen_continue(bool can_go_back)
{
    return wait_for_enter((struct case_asked){.chosen = -1,
                                              .back = can_go_back,
                                              .stop = true,
                                              .prompt = _("Press Enter to go on:")});
}

int case_screen_leave(bool can_go_back)
{
    return wait_for_enter((struct case_asked){
        .chosen = -1, .back = can_go_back, .prompt = _("Press Enter to leave:")});
}
