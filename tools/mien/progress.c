// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "i18n.h"
#include "text.h"
#include "ui.h"

enum {
    BAR_MIN = 8,
    BAR_MAX = 40,
    LINE_MAX_BYTES = 1024
};

static struct timespec begun;

void progress_begin(void)
{
    clock_gettime(CLOCK_MONOTONIC, &begun);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun.tv_sec) +
           (double)(now.tv_nsec - begun.tv_nsec) / 1e9;
}

// Draws `width` columns of which `part` (0 to 1) are full.
static void bar(char *out, size_t size, int width, double part)
{
    const char *full = ui_utf8() ? "\u2501" : "#";
    const char *empty = ui_utf8() ? "\u2500" : ".";
    int filled = (int)(part * width);
    FILE *file = fmemopen(out, size, "w");
    if (file == NULL) {
        *out = '\0';
        return;
    }
    fputs(ui_colour(stderr, UI_CYAN), file);
    for (int i = 0; i < width; i++) {
        if (i == filled)
            fputs(ui_colour(stderr, UI_FAINT), file);
        fputs(i < filled ? full : empty, file);
    }
    fputs(ui_colour(stderr, UI_PLAIN), file);
    fclose(file);
}

// The words to the right of the bar: how many, and how long it will still take.
static void words(char *out, size_t size, double done, unsigned long long all,
                  double passed)
{
    unsigned long long whole = (unsigned long long)done;
    if (all == 0) {
        snprintf(out, size, ngettext("%llu file", "%llu files", whole), whole);
        return;
    }
    // Below this share the guess is worthless.
    if (done / (double)all < 0.05) {
        // TRANSLATORS: files done, of how many
        snprintf(out, size, _("%llu of %llu"), whole, all);
        return;
    }
    unsigned long left = (unsigned long)(passed * ((double)all - done) / done + 0.5);
    // TRANSLATORS: files done, of how many, and the minutes:seconds that it will take
    snprintf(out, size, _("%llu of %llu, %lu:%02lu left"), whole, all, left / 60,
             left % 60);
}

// Shows the percentage, a bar that leaves room for the label, and the label.
static void show_bar(double part, const char *label)
{
    char drawing[LINE_MAX_BYTES] = "", line[2 * LINE_MAX_BYTES];
    if (part > 1)
        part = 1;
    // "100 %", a space, the bar, two spaces, the label, and one free column.
    int width = ui_columns() - 9 - (int)text_width(label);
    if (width > BAR_MAX)
        width = BAR_MAX;
    if (width >= BAR_MIN)
        bar(drawing, sizeof drawing, width, part);
    snprintf(line, sizeof line, "%3d %% %s  %s", (int)(part * 100), drawing, label);
    ui_status_show(line);
}

static bool wanted(double passed)
{
    return ui_can_progress() && passed >= 1;
}

void progress_show(double done, unsigned long long all)
{
    double passed = seconds();
    char label[256];
    if (!wanted(passed))
        return;
    words(label, sizeof label, done, all, passed);
    if (all == 0)
        ui_status_show(label);
    else
        show_bar(done / (double)all, label);
}

void progress_part(double done, double all)
{
    if (wanted(seconds()))
        show_bar(done / all, "");
}

void progress_lines(unsigned long long lines)
{
    char label[256];
    if (!wanted(seconds()))
        return;
    snprintf(label, sizeof label, ngettext("%llu line", "%llu lines", lines), lines);
    ui_status_show(label);
}
