// SPDX-License-Identifier: Apache-2.0
#include "case_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "case_language.h"
#include "case_lines.h"
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
    char *banner, *title;
    char *body;    // paragraphs and lines: each begins with its kind and ends with zero
    size_t length; // of the body
    char *messages; // what ui.h said since the last screen, or NULL
} screen = {.fd = -1};

// The kinds of entries of the body.
#define PARAGRAPH 'p'
#define TABLE_LINE 'l'

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

static void forget_content(void)
{
    if (screen.body != NULL)
        explicit_bzero(screen.body, screen.length);
    free(screen.body);
    free(screen.title);
    screen.title = screen.body = NULL;
    screen.length = 0;
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
    forget_content();
    free(screen.banner);
    char *unsaid = screen.messages;
    screen.banner = screen.messages = NULL;
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
    free(screen.banner);
    screen.banner = text != NULL ? memory_text(text) : NULL;
}

static void append(char kind, const char *text)
{
    size_t size = strlen(text) + 1;
    char *longer = memory_zeroed(screen.length + 1 + size, 1);
    if (screen.body != NULL) {
        memcpy(longer, screen.body, screen.length);
        explicit_bzero(screen.body, screen.length);
    }
    free(screen.body);
    longer[screen.length] = kind;
    memcpy(longer + screen.length + 1, text, size);
    screen.body = longer;
    screen.length += 1 + size;
}

void case_screen_add(const char *text)
{
    for (;;) {
        const char *end = strstr(text, "\n\n");
        if (end == NULL)
            break;
        char *paragraph = memory_text(text);
        paragraph[end - text] = '\0';
        append(PARAGRAPH, paragraph);
        free(paragraph);
        text = end + 2;
    }
    if (*text != '\0')
        append(PARAGRAPH, text);
}

void case_screen_line(const char *line)
{
    append(TABLE_LINE, line);
}

void case_screen_show(const char *title, const char *text)
{
    forget_content();
    screen.title = memory_text(title);
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

// ---- From paragraphs to lines
// ----------------------------------------------------------

static void terminal_size(size_t *rows, size_t *columns)
{
    struct winsize size;
    *rows = 24;
    *columns = 80;
    if (ioctl(screen.fd, TIOCGWINSZ, &size) != 0)
        return;
    if (size.ws_row >= 8)
        *rows = size.ws_row;
    if (size.ws_col >= 20)
        *columns = size.ws_col;
}

// The title and what stands above it on each page.
static void lay_out_head(struct case_lines *out, size_t columns)
{
    if (screen.banner != NULL)
        case_lines_wrap(out, screen.banner, "", "", columns);
    if (*screen.title != '\0')
        case_lines_wrap(out, screen.title, "", "", columns);
    case_lines_add(out, "");
}

static void lay_out_body(struct case_lines *out, size_t columns)
{
    bool first = true, after_table = false;
    for (size_t at = 0; at < screen.length;) {
        char kind = screen.body[at++];
        const char *text = screen.body + at;
        size_t indent = strspn(text, " ");
        // An indented line belongs to the paragraph above it.
        if (!first && (kind == PARAGRAPH || (!after_table && indent == 0)))
            case_lines_add(out, "");
        char *spaces = memory_text(text);
        spaces[indent] = '\0';
        case_lines_wrap(out, text + indent, spaces, spaces, columns);
        free(spaces);
        after_table = kind == TABLE_LINE;
        first = false;
        at += strlen(text) + 1;
    }
}

// What is asked below the body, ending with the line at which she types.
struct question {
    const char *const *choices;
    size_t count;
    int chosen;
    bool back, stop; // the ways out
    bool wordless;   // the language is not known
    const char *prompt;
    const char *complaint; // about her last answer, or NULL
};

static void lay_out_ways_out(struct case_lines *out, const struct question *question,
                             size_t columns)
{
    // TRANSLATORS: b and s are letters that she types, for back and stop; they and the
    // words must differ from each other.
    char *back = question->back ? memory_format("%s  %s", _("b"), _("back")) : NULL;
    char *stop = question->stop ? memory_format("%s  %s", _("s"), _("stop")) : NULL;
    char *line = memory_format("%s%s%s", back != NULL ? back : "",
                               back != NULL && stop != NULL ? "     " : "",
                               stop != NULL ? stop : "");
    if (*line != '\0')
        case_lines_wrap(out, line, " ", " ", columns);
    free(line);
    free(stop);
    free(back);
}

static const char *complaint_text(void)
{
    return _("Please type one of the numbers or letters above, and press Enter.");
}

static void lay_out_question(struct case_lines *out, const struct question *question,
                             size_t columns)
{
    if (screen.length > 0)
        case_lines_add(out, "");
    for (size_t i = 0; i < question->count; i++) {
        char number[32];
        snprintf(number, sizeof number, "%2zu  ", i + 1);
        // TRANSLATORS: one of the choices, which she chose when she was here before
        char *text = (int)i == question->chosen
                         ? memory_format(_("%s  (your answer)"), question->choices[i])
                         : memory_text(question->choices[i]);
        case_lines_wrap(out, text, number, "    ", columns);
        free(text);
    }
    if (!question->wordless)
        lay_out_ways_out(out, question, columns);
    if (question->count > 0 || question->back || question->stop)
        case_lines_add(out, "");
    if (question->complaint != NULL)
        case_lines_wrap(out, question->complaint, "", "", columns);
    case_lines_wrap(out, question->prompt, "", "", columns);
}

// ---- Showing
// ---------------------------------------------------------------------------

static void print_lines(FILE *out, const struct case_lines *lines, size_t from,
                        size_t to, bool open_end)
{
    // A right-to-left mark gives the line its direction, whatever it begins with.
    const char *mark = case_language_is_right_to_left() ? "\u200f" : "";
    for (size_t i = from; i < to && i < lines->count; i++) {
        if (*lines->lines[i] != '\0')
            fprintf(out, "%s%s", mark, lines->lines[i]);
        if (!open_end || i + 1 < lines->count)
            fputs("\r\n", out);
    }
}

// One page: the head, a part of the body, and what is asked, behind which the cursor
// stays.
static void draw_page(const struct case_lines *head, const struct case_lines *body,
                      size_t from, size_t to, const struct case_lines *tail)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        return;
    fputs(screen.clever ? "\033[2J\033[H" : "\r\n", out);
    print_lines(out, head, 0, head->count, false);
    while (to > from && to < body->count && *body->lines[to - 1] == '\0')
        to--;
    print_lines(out, body, from, to, false);
    print_lines(out, tail, 0, tail->count, true);
    if (tail->count > 0)
        fputc(' ', out);
    fclose(out);
    // What was typed before the question could be seen is no answer to it.
    tcflush(screen.fd, TCIFLUSH);
    send_bytes(text, length);
    explicit_bzero(text, length);
    free(text);
}

// What is shown, in pages that fit: the question is on the last one.
struct pages {
    struct case_lines head, body, tail; // tail: the question
    struct case_lines more;             // in its place on the other pages
    size_t room, last; // lines of the body on a page, and on the last one
};

static void pages_begin(struct pages *its, const struct question *question)
{
    struct case_lines complaint = {0};
    size_t rows, columns;
    *its = (struct pages){.room = 2, .last = 2};
    terminal_size(&rows, &columns);
    lay_out_head(&its->head, columns);
    lay_out_body(&its->body, columns);
    lay_out_question(&its->tail, question, columns);
    case_lines_add(&its->more, "");
    case_lines_wrap(&its->more, _("Press Enter to read on:"), "", "", columns);
    // A complaint, when one comes, has its place: the page then stays the same.
    if (question->count > 0 && question->complaint == NULL)
        case_lines_wrap(&complaint, complaint_text(), "", "", columns);
    size_t used = its->head.count + its->tail.count + complaint.count;
    if (rows > used + 2)
        its->last = rows - used;
    if (rows > its->head.count + its->more.count + 2)
        its->room = rows - its->head.count - its->more.count;
    case_lines_free(&complaint);
}

static void pages_free(struct pages *its)
{
    case_lines_free(&its->head);
    case_lines_free(&its->body);
    case_lines_free(&its->tail);
    case_lines_free(&its->more);
}

static bool is_last_page(const struct pages *its, size_t from)
{
    return !screen.clever || its->body.count - from <= its->last;
}

// Where a page ends that is not the last: between two paragraphs, when there is such a
// place in its lower part. The last page has at least one line.
static size_t page_end(const struct pages *its, size_t from)
{
    size_t most = from + its->room;
    if (most >= its->body.count)
        most = its->body.count - 1;
    for (size_t at = most; at > from + its->room / 2; at--)
        if (*its->body.lines[at] == '\0')
            return at;
    return most;
}

// Where the page behind it begins: not with an empty line.
static size_t next_page(const struct pages *its, size_t from)
{
    size_t next = page_end(its, from);
    while (next + 1 < its->body.count && *its->body.lines[next] == '\0')
        next++;
    return next;
}

static size_t page_before(const struct pages *its, size_t from)
{
    size_t before = 0;
    for (size_t next = 0; next < from; next = next_page(its, next))
        before = next;
    return before;
}

// Shows a page that is not the last, and waits. 0, BACK or STOP.
static int turn_page(const struct pages *its, size_t from)
{
    char line[ANSWER_SIZE];
    draw_page(&its->head, &its->body, from, page_end(its, from), &its->more);
    int answer = case_typed_line(screen.fd, line, sizeof line);
    return answer == 0 ? case_typed_way_out(line, true) : answer;
}

// Shows page after page until the one with the question, or that one only. Returns 0,
// BACK or STOP.
static int present(const struct question *question, bool last_only)
{
    struct pages pages;
    size_t from = 0;
    int answer = 0;
    pages_begin(&pages, question);
    while (!is_last_page(&pages, from)) {
        answer = last_only ? 0 : turn_page(&pages, from);
        if (answer == CASE_SCREEN_STOP ||
            (answer == CASE_SCREEN_BACK && from == 0 && question->back))
            goto out;
        from = answer == CASE_SCREEN_BACK ? page_before(&pages, from)
                                          : next_page(&pages, from);
        answer = 0;
    }
    draw_page(&pages.head, &pages.body, from, pages.body.count, &pages.tail);
out:
    pages_free(&pages);
    return answer;
}

void case_screen_draw(void)
{
    struct case_lines head = {0}, body = {0}, none = {0};
    size_t rows, columns;
    terminal_size(&rows, &columns);
    lay_out_head(&head, columns);
    lay_out_body(&body, columns);
    size_t room = rows > head.count + 1 ? rows - head.count - 1 : 1;
    size_t from = body.count > room ? body.count - room : 0;
    draw_page(&head, &body, from, body.count, &none);
    case_lines_free(&head);
    case_lines_free(&body);
}

// ---- Asking
// ----------------------------------------------------------------------------

int case_screen_choose(const char *const *choices, size_t count, int chosen,
                       bool can_go_back)
{
    struct question question = {
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
        int answer = present(&question, question.complaint != NULL);
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
        question.complaint = complaint_text();
    }
}

int case_screen_pick(const char *const *choices, size_t count)
{
    struct question question = {.choices = choices,
                                .count = count,
                                .chosen = -1,
                                .wordless = true,
                                .prompt = ">"};
    for (;;) {
        char line[ANSWER_SIZE];
        if (present(&question, false) != 0 ||
            case_typed_line(screen.fd, line, sizeof line) != 0)
            return CASE_SCREEN_STOP;
        size_t number = case_typed_number(line);
        if (number >= 1 && number <= count)
            return (int)number - 1;
    }
}

int case_screen_text(char *text, size_t size, const char *prompt, bool can_go_back)
{
    struct question question = {
        .chosen = -1, .back = can_go_back, .stop = true, .prompt = prompt};
    int answer = present(&question, false);
    if (answer == 0)
        answer = case_typed_line(screen.fd, text, size);
    return answer == 0 ? case_typed_way_out(text, can_go_back) : answer;
}

static int wait_for_enter(struct question question)
{
    char line[ANSWER_SIZE];
    int answer = present(&question, false);
    if (answer == 0)
        answer = case_typed_line(screen.fd, line, sizeof line);
    return answer == 0 ? case_typed_way_out(line, question.back) : answer;
}

int case_screen_continue(bool can_go_back)
{
    return wait_for_enter((struct question){.chosen = -1,
                                            .back = can_go_back,
                                            .stop = true,
                                            .prompt = _("Press Enter to go on:")});
}

int case_screen_leave(bool can_go_back)
{
    return wait_for_enter((struct question){
        .chosen = -1, .back = can_go_back, .prompt = _("Press Enter to leave:")});
}
