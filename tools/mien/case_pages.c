// SPDX-License-Identifier: Apache-2.0
#include "case_pages.h"

#include <stdlib.h>
#include <string.h>

#include "case_language.h"
#include "i18n.h"
#include "memory.h"

// The kinds of entries of the body.
#define PARAGRAPH 'p'
#define TABLE_LINE 'l'

// ---- What is shown
// ---------------------------------------------------------------------

static void append(struct case_shown *its, char kind, const char *text)
{
    size_t size = strlen(text) + 1;
    char *longer = memory_zeroed(its->length + 1 + size, 1);
    if (its->body != NULL) {
        memcpy(longer, its->body, its->length);
        explicit_bzero(its->body, its->length);
    }
    free(its->body);
    longer[its->length] = kind;
    memcpy(longer + its->length + 1, text, size);
    its->body = longer;
    its->length += 1 + size;
}

void case_shown_paragraphs(struct case_shown *its, const char *text)
{
    for (const char *end; (end = strstr(text, "\n\n")) != NULL; text = end + 2) {
        char *paragraph = memory_text(text);
        paragraph[end - text] = '\0';
        append(its, PARAGRAPH, paragraph);
        free(paragraph);
    }
    if (*text != '\0')
        append(its, PARAGRAPH, text);
}

void case_shown_line(struct case_shown *its, const char *line)
{
    append(its, TABLE_LINE, line);
}

void case_shown_begin(struct case_shown *its, const char *title)
{
    if (its->body != NULL)
        explicit_bzero(its->body, its->length);
    free(its->body);
    free(its->title);
    its->body = NULL;
    its->length = 0;
    its->title = memory_text(title);
}

void case_shown_free(struct case_shown *its)
{
    case_shown_begin(its, "");
    free(its->title);
    free(its->banner);
    *its = (struct case_shown){0};
}

// ---- From paragraphs to lines
// ----------------------------------------------------------

// The title and what stands above it on each page.
static void lay_out_head(struct case_lines *out, const struct case_shown *shown,
                         size_t columns)
{
    if (shown->banner != NULL)
        case_lines_wrap(out, shown->banner, "", "", columns);
    if (*shown->title != '\0')
        case_lines_wrap(out, shown->title, "", "", columns);
    case_lines_add(out, "");
}

static void lay_out_body(struct case_lines *out, const struct case_shown *shown,
                         size_t columns)
{
    bool first = true, after_table = false;
    for (size_t at = 0; at < shown->length;) {
        char kind = shown->body[at++];
        const char *text = shown->body + at;
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

static void lay_out_ways_out(struct case_lines *out, const struct case_asked *asked,
                             size_t columns)
{
    // TRANSLATORS: b and s are letters that she types, for back and stop; they and the
    // words must differ from each other.
    char *back = asked->back ? memory_format("%s  %s", _("b"), _("back")) : NULL;
    char *stop = asked->stop ? memory_format("%s  %s", _("s"), _("stop")) : NULL;
    char *line = memory_format("%s%s%s", back != NULL ? back : "",
                               back != NULL && stop != NULL ? "     " : "",
                               stop != NULL ? stop : "");
    if (*line != '\0')
        case_lines_wrap(out, line, " ", " ", columns);
    free(line);
    free(stop);
    free(back);
}

static void lay_out_complaint(struct case_lines *out, size_t columns)
{
    case_lines_wrap(
        out, _("Please type one of the numbers or letters above, and press Enter."), "",
        "", columns);
}

static void lay_out_question(struct case_lines *out, const struct case_asked *asked,
                             bool below, size_t columns)
{
    if (below)
        case_lines_add(out, "");
    for (size_t i = 0; i < asked->count; i++) {
        char number[32];
        snprintf(number, sizeof number, "%2zu  ", i + 1);
        // TRANSLATORS: one of the choices, which she chose when she was here before
        char *text = (int)i == asked->chosen
                         ? memory_format(_("%s  (your answer)"), asked->choices[i])
                         : memory_text(asked->choices[i]);
        case_lines_wrap(out, text, number, "    ", columns);
        free(text);
    }
    if (!asked->wordless)
        lay_out_ways_out(out, asked, columns);
    if (asked->count > 0 || asked->back || asked->stop)
        case_lines_add(out, "");
    if (asked->complain)
        lay_out_complaint(out, columns);
    case_lines_wrap(out, asked->prompt, "", "", columns);
}

// ---- Pages
// -----------------------------------------------------------------------------

void case_pages_begin(struct case_pages *its, const struct case_shown *shown,
                      const struct case_asked *asked, size_t rows, size_t columns)
{
    struct case_lines complaint = {0};
    *its = (struct case_pages){.room = 2, .last = 2};
    lay_out_head(&its->head, shown, columns);
    lay_out_body(&its->body, shown, columns);
    if (asked != NULL)
        lay_out_question(&its->tail, asked, shown->length > 0, columns);
    case_lines_add(&its->more, "");
    case_lines_wrap(&its->more, _("Press Enter to read on:"), "", "", columns);
    // A complaint, when one comes, has its place: the page then stays the same.
    if (asked != NULL && asked->count > 0 && !asked->complain)
        lay_out_complaint(&complaint, columns);
    size_t used = its->head.count + its->tail.count + complaint.count;
    if (rows > used + 2)
        its->last = rows - used;
    if (rows > its->head.count + its->more.count + 2)
        its->room = rows - its->head.count - its->more.count;
    case_lines_free(&complaint);
}

void case_pages_free(struct case_pages *its)
{
    case_lines_free(&its->head);
    case_lines_free(&its->body);
    case_lines_free(&its->tail);
    case_lines_free(&its->more);
}

bool case_pages_is_last(const struct case_pages *its, size_t page)
{
    return its->body.count - page <= its->last;
}

// Where a page ends that is not the last: between two paragraphs, when there is such a
// place in its lower part. The last page has at least one line.
static size_t page_end(const struct case_pages *its, size_t page)
{
    size_t most = page + its->room;
    if (most >= its->body.count)
        most = its->body.count - 1;
    for (size_t at = most; at > page + its->room / 2; at--)
        if (*its->body.lines[at] == '\0')
            return at;
    return most;
}

// A page does not begin with an empty line.
size_t case_pages_next(const struct case_pages *its, size_t page)
{
    size_t next = page_end(its, page);
    while (next + 1 < its->body.count && *its->body.lines[next] == '\0')
        next++;
    return next;
}

size_t case_pages_before(const struct case_pages *its, size_t page)
{
    size_t before = 0;
    for (size_t next = 0; next < page; next = case_pages_next(its, next))
        before = next;
    return before;
}

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

void case_pages_print(FILE *out, const struct case_pages *its, size_t page)
{
    bool last = case_pages_is_last(its, page);
    print_lines(out, &its->head, 0, its->head.count, false);
    print_lines(out, &its->body, page, last ? its->body.count : page_end(its, page),
                false);
    const struct case_lines *tail = last ? &its->tail : &its->more;
    print_lines(out, tail, 0, tail->count, true);
}
