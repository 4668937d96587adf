// SPDX-License-Identifier: Apache-2.0
#include "operand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "jobs.h"
#include "memory.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "status_text.h"
#include "ui.h"

struct reading {
    struct operand *operands;
    const struct mien_decode_limits *limits;
    size_t count, next_given, next_taken;
    unsigned long long pictures, finished;
    bool failed;
};

// Gives the next operand that is a picture, and moves *next behind it; NULL at the end.
static struct operand *next_picture(const struct reading *reading, size_t *next)
{
    while (*next < reading->count) {
        struct operand *operand = &reading->operands[(*next)++];
        if (operand->name != NULL)
            return operand;
    }
    return NULL;
}

static bool give(void *context, struct item *item)
{
    struct reading *reading = context;
    const struct operand *operand = next_picture(reading, &reading->next_given);
    if (operand == NULL)
        return false;
    *item =
        (struct item){.kind = strcmp(operand->text, "-") == 0 ? ITEM_INPUT : ITEM_FILE,
                      .name = memory_text(operand->text)};
    return true;
}

static bool take(void *context, const struct job *job)
{
    struct reading *reading = context;
    struct operand *operand = next_picture(reading, &reading->next_taken);
    reading->finished++;
    if (job->status != MIEN_OK) {
        reading->failed = true;
        report_failure(job, reading->limits);
        return true;
    }
    operand->media = job->media;
    operand->hash = job->media.dihedral[MIEN_DIHEDRAL_ORIGINAL];
    operand->ready = true;
    if (job->view_count > 0) {
        operand->views = memory_resize(NULL, job->view_count, sizeof *operand->views);
        memcpy(operand->views, job->views, job->view_count * sizeof *operand->views);
        operand->view_count = job->view_count;
    }
    report_weakness(operand->name, &operand->media);
    return true;
}

static void tick(void *context, double running)
{
    const struct reading *reading = context;
    progress_show((double)reading->finished + running, reading->pictures);
}

// Complains of what is nearly a hash, and no file.
static bool mistyped_hash(const char *text)
{
    size_t length = strlen(text);
    if (length < MIEN_HASH_BITS / 4 - 16 || length > MIEN_HASH_BITS / 4 + 16 ||
        text[strspn(text, "0123456789abcdefABCDEF")] != '\0' || access(text, F_OK) == 0)
        return false;
    ui_error(text, _("a hash has 64 digits, 0-9 and a-f; this has %zu"), length);
    return true;
}

bool operands_read_views(struct operand *operands, char **texts, size_t count,
                         const struct mien_media_options *options,
                         const struct mien_views_options *views)
{
    struct reading reading = {
        .operands = operands, .limits = options->limits, .count = count};
    for (size_t i = 0; i < count; i++) {
        operands[i] = (struct operand){.text = texts[i]};
        operands[i].ready = mien_hash_from_hex(&operands[i].hash, texts[i],
                                               strlen(texts[i])) == MIEN_OK;
        if (!operands[i].ready)
            operands[i].name =
                strcmp(texts[i], "-") == 0 ? _("standard input") : texts[i];
        reading.pictures += operands[i].name != NULL;
        if (operands[i].name != NULL && mistyped_hash(texts[i]))
            return false;
    }
    if (reading.pictures == 0)
        return true;
    struct jobs_plan jobs = {.workers = jobs_processors(),
                             .options = options,
                             .views = views,
                             .context = &reading,
                             .next = give,
                             .done = take,
                             .tick = tick};
    progress_begin();
    enum jobs_end end = jobs_run(&jobs);
    ui_status_hide();
    if (end == JOBS_STOPPED)
        signals_die(signals_caught());
    if (end == JOBS_NO_THREADS)
        ui_error(NULL, "%s", status_text(MIEN_ERROR_MEMORY));
    return end == JOBS_DONE && !reading.failed;
}

bool operands_read(struct operand *operands, char **texts, size_t count,
                   const struct mien_media_options *options)
{
    return operands_read_views(operands, texts, count, options, NULL);
}

void operands_free(struct operand *operands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(operands[i].views);
}

void operand_print_json(const char *key, const struct operand *operand)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &operand->hash);
    printf(",\"%s\":{\"hash\":\"%s\"", key, digits);
    if (operand->name != NULL) {
        printf(",\"quality\":%u,", (unsigned)operand->media.quality);
        output_json_name(operand->text);
    }
    putchar('}');
}
