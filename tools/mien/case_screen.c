// SPDX-License-Identifier: Apache-2.0
#include "case_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "case_language.h"
#include "case_lines.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    LINE_MAX_BYTES = 4096, // as long as a line of a terminal can be
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

static int read_line(char *line, size_t size);
static int way_out(const char *line, bool back);

// Shows page after page until the one with the question. Returns 0, BACK or STOP.
static int present(const struct question *question, bool last_only)
{
    struct case_lines head = {0}, body = {0}, tail = {0}, more = {0};
    size_t rows, columns, from = 0;
    int answer = 0;
    terminal_size(&rows, &columns);
    lay_out_head(&head, columns);
    lay_out_body(&body, columns);
    lay_out_question(&tail, question, columns);
    case_lines_add(&more, "");
    case_lines_wrap(&more, _("Press Enter to read on:"), "", "", columns);
    // A complaint, when one comes, has its place: the page then stays the same.
    struct case_lines complaint = {0};
    if (question->count > 0 && question->complaint == NULL)
        case_lines_wrap(&complaint, complaint_text(), "", "", columns);
    size_t used = head.count + tail.count + complaint.count;
    case_lines_free(&complaint);
    // Lines of the body on the page with the question, and on the ones before it.
    size_t last = rows > used + 2 ? rows - used : 2;
    size_t room =
        rows > head.count + more.count + 2 ? rows - head.count - more.count : 2;
    while (screen.clever && body.count - from > last) {
        size_t to = body.count - from > room ? from + room : body.count - 1;
        char line[ANSWER_SIZE];
        if (last_only) {
            from = to;
            continue;
        }
        draw_page(&head, &body, from, to, &more);
        answer = read_line(line, sizeof line);
        if (answer == 0)
            answer = way_out(line, true);
        if (answer == CASE_SCREEN_STOP)
            goto out;
        if (answer != CASE_SCREEN_BACK) {
            from = to;
        } else if (from > 0) {
            from -= room;
        } else if (question->back) {
            goto out;
        }
        answer = 0;
    }
    draw_page(&head, &body, from, body.count, &tail);
out:
    case_lines_free(&head);
    case_lines_free(&body);
    case_lines_free(&tail);
    case_lines_free(&more);
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

// ---- What she types
// --------------------------------------------------------------------

static sigset_t stopping_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

// Waits until there is something to read. A signal that comes between looking and
// waiting is not missed: it is let through while waiting only.
static bool wait_for_input(void)
{
    sigset_t stopping = stopping_signals(), before;
    struct pollfd input = {.fd = screen.fd, .events = POLLIN};
    int ready = -1;
    sigprocmask(SIG_BLOCK, &stopping, &before);
    while (signals_caught() == 0 && ready < 0) {
        ready = ppoll(&input, 1, NULL, &before);
        if (ready < 0 && errno != EINTR)
            break;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ready > 0 && signals_caught() == 0;
}

// Reads one line without its end. A longer one is cut. 0 or STOP.
static int read_line(char *line, size_t size)
{
    size_t length = 0;
    for (;;) {
        char part[LINE_MAX_BYTES];
        ssize_t got = wait_for_input() ? read(screen.fd, part, sizeof part) : 0;
        if (got < 0 && errno == EINTR && signals_caught() == 0)
            continue;
        if (got <= 0) // Ctrl-D, the terminal has gone, or a signal
            return CASE_SCREEN_STOP;
        bool whole = part[got - 1] == '\n';
        size_t bytes = (size_t)got - whole;
        if (bytes > size - 1 - length)
            bytes = size - 1 - length;
        memcpy(line + length, part, bytes);
        explicit_bzero(part, sizeof part);
        length += bytes;
        if (whole)
            break;
    }
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        length--;
    line[length] = '\0';
    size_t blanks = strspn(line, " ");
    memmove(line, line + blanks, length - blanks + 1);
    return 0;
}

// Whether two texts are the same but for capitals.
static bool same_word(const char *a, const char *b)
{
    wchar_t wide_a[ANSWER_SIZE], wide_b[ANSWER_SIZE];
    size_t length_a = mbstowcs(wide_a, a, ANSWER_SIZE);
    size_t length_b = mbstowcs(wide_b, b, ANSWER_SIZE);
    if (length_a >= ANSWER_SIZE || length_a != length_b)
        return false;
    for (size_t i = 0; i < length_a; i++)
        if (towlower((wint_t)wide_a[i]) != towlower((wint_t)wide_b[i]))
            return false;
    return true;
}

// BACK, STOP, or 0 when the line says neither. The English letters are understood, too,
// for keyboards that have no others.
static int way_out(const char *line, bool back)
{
    if (back && (same_word(line, _("b")) || same_word(line, _("back"))))
        return CASE_SCREEN_BACK;
    if (same_word(line, _("s")) || same_word(line, _("stop")))
        return CASE_SCREEN_STOP;
    if (back && same_word(line, "b"))
        return CASE_SCREEN_BACK;
    return same_word(line, "s") ? CASE_SCREEN_STOP : 0;
}

// A number from 1, in European or Arabic digits; 0 when it is none.
static size_t number_from(const char *line)
{
    size_t number = 0;
    while (*line != '\0') {
        uint32_t code, zero = '0';
        size_t length = text_character(line, &code);
        if (code >= 0x660 && code <= 0x669)
            zero = 0x660;
        if (length == 0 || code < zero || code > zero + 9 || number > 99)
            return 0;
        number = number * 10 + (code - zero);
        line += length;
    }
    return number;
}

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
            answer = read_line(line, sizeof line);
        if (answer == 0)
            answer = way_out(line, can_go_back);
        if (answer != 0)
            return answer;
        if (*line == '\0' && chosen >= 0)
            return chosen;
        size_t number = number_from(line);
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
        if (present(&question, false) != 0 || read_line(line, sizeof line) != 0)
            return CASE_SCREEN_STOP;
        size_t number = number_from(line);
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
        answer = read_line(text, size);
    return answer == 0 ? way_out(text, can_go_back) : answer;
}

static int wait_for_enter(struct question question)
{
    char line[ANSWER_SIZE];
    int answer = present(&question, false);
    if (answer == 0)
        answer = read_line(line, sizeof line);
    return answer == 0 ? way_out(line, question.back) : answer;
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
