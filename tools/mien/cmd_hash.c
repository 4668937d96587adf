// SPDX-License-Identifier: Apache-2.0
// mien hash: one line for each picture.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "jobs.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "status_text.h"
#include "ui.h"
#include "views_output.h"

enum {
    OPTION_FILES_FROM = ARGS_OWN,
    OPTION_VIEWS,
    OPTION_BUDGET,
    OPTION_SPEED
};
enum {
    EXIT_SOME_FAILED = 1
};

static const struct option longs[] = {
    {"all", no_argument, NULL, 'a'},
    {"budget", required_argument, NULL, OPTION_BUDGET},
    {"files-from", required_argument, NULL, OPTION_FILES_FROM},
    {"format", required_argument, NULL, 'f'},
    {"jobs", required_argument, NULL, 'j'},
    {"null", no_argument, NULL, '0'},
    {"recursive", no_argument, NULL, 'r'},
    {"speed", required_argument, NULL, OPTION_SPEED},
    {"verbose", no_argument, NULL, 'v'},
    {"views", required_argument, NULL, OPTION_VIEWS},
    ARGS_SHARED_LONGS,
};
static const struct args_command command = {
    .name = "hash", .shorts = ":0af:j:rv" ARGS_SHARED_SHORTS, .longs = longs};

struct hash {
    struct args_media media;
    struct mien_views_options views; // without a purpose: none
    struct files_plan plan;
    struct output output;
    unsigned workers;
    bool verbose, help;
    // While it runs.
    struct files *files;
    unsigned long long finished, hashed, failed, skipped, unopened, links;
    // How many files there will be: 0 until the counting thread knows.
    atomic_ullong total;
    atomic_bool stop_counting;
};

// Reads the options. False after a complaint.
static bool read_options(struct hash *hash, int argc, char **argv)
{
    for (;;) {
        int option = args_next(&command, argc, argv, &hash->media);
        uint64_t number;
        switch (option) {
        case ARGS_END:
            return true;
        case ARGS_WRONG:
            return false;
        case 'h':
            hash->help = true;
            return true;
        case 'a':
            hash->output.all = true;
            break;
        case 'f':
            if (!output_format_from(&hash->output.format, optarg)) {
                args_complain("hash", _("--format is one of text, json, csv, tsv"));
                return false;
            }
            break;
        case 'j':
            if (!args_number(&number, optarg, JOBS_WORKERS_MAX, 1)) {
                args_complain("hash", _("--jobs is a number from 0 to %d"),
                              JOBS_WORKERS_MAX);
                return false;
            }
            hash->workers = (unsigned)number;
            break;
        case 'r':
            hash->plan.recursive = true;
            break;
        case 'v':
            hash->verbose = true;
            break;
        case '0':
            hash->plan.nul = true;
            break;
        case OPTION_FILES_FROM:
            hash->plan.list = optarg;
            break;
        case OPTION_VIEWS:
            if (!views_purposes_from(&hash->views.purposes, optarg)) {
                args_complain("hash", _("--views is one of bank, query, all"));
                return false;
            }
            break;
        case OPTION_BUDGET:
            if (!args_number(&number, optarg, VIEWS_BUDGET_MAX, 1) || number == 0) {
                args_complain("hash", _("--budget is a number from 1 to %d"),
                              VIEWS_BUDGET_MAX);
                return false;
            }
            hash->views.budget = (uint32_t)number;
            break;
        case OPTION_SPEED:
            if (!args_speed(&hash->media, "hash", optarg))
                return false;
            break;
        }
    }
}

// Finds out whether the options go together. False after a complaint.
static bool judge_options(const struct hash *hash)
{
    const char *wrong = NULL;
    if (hash->views.purposes == 0)
        wrong = hash->views.budget != 0 ? _("--budget is for --views") : NULL;
    else if (hash->output.all)
        wrong = _("give either --all or --views, not both");
    else if (hash->media.options.mode != MIEN_PDQ_FULL)
        wrong = _("--views and --cli512 do not go together");
    if (wrong != NULL)
        args_complain("hash", "%s", wrong);
    return wrong == NULL &&
           args_speed_fits(&hash->media, "hash", hash->views.purposes != 0);
}

// Finds out what to hash. False after a complaint.
static bool read_operands(struct hash *hash, int argc, char **argv)
{
    hash->plan.operands = argv + optind;
    hash->plan.count = (size_t)(argc - optind);
    if (hash->plan.nul && hash->plan.count == 0 && hash->plan.list == NULL)
        hash->plan.list = "-";
    if (hash->plan.nul && hash->plan.list == NULL) {
        args_complain("hash", _("-0 is for lists of names, and there is none here"));
        return false;
    }
    if (hash->plan.list != NULL && hash->plan.count > 0) {
        args_complain("hash", _("give either files or a list of files, not both"));
        return false;
    }
    if (hash->plan.list == NULL && hash->plan.count == 0) {
        args_complain("hash", _("which picture? Name a file or a folder"));
        return false;
    }
    return args_one_input("hash", hash->plan.operands, hash->plan.count);
}

// Tells whether a name claims to be a picture that mien reads. A file with such a name
// and other contents is a failure; without, it is one of the other things that lie
// about in folders. macOS leaves "._photo.jpg" beside "photo.jpg", which is no picture.
static bool named_like_picture(const char *name)
{
    static const char *const endings[] = {"jpg",  "jpeg", "png",  "webp",
                                          "heic", "heif", "avif", "gif"};
    const char *base = strrchr(name, '/');
    base = base != NULL ? base + 1 : name;
    const char *dot = strrchr(base, '.');
    if (dot == NULL || strncmp(base, "._", 2) == 0)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

static bool next_item(void *context, struct item *item)
{
    struct hash *hash = context;
    return files_next(hash->files, item);
}

// What a file found in a folder is skipped for, or NULL when its failure is to be told.
static const char *why_skipped(const struct job *job)
{
    if (job->item.kind == ITEM_SPECIAL)
        return _("skipped: not an ordinary file");
    if (!job->item.found || named_like_picture(job->item.name))
        return NULL;
    if (job->item.kind == ITEM_BROKEN_LINK)
        return _("skipped: a link that leads nowhere");
    return job->status == MIEN_ERROR_FORMAT ? _("skipped: not an image") : NULL;
}

static bool take_result(void *context, const struct job *job)
{
    struct hash *hash = context;
    const char *name = job->item.name;
    bool file = job->item.kind == ITEM_FILE || job->item.kind == ITEM_INPUT;
    ui_before_output();
    hash->finished += file;
    if (job->item.kind == ITEM_UNOPENED) {
        hash->unopened++;
        if (hash->verbose)
            ui_note(name, "%s", _("folder not opened: that needs --recursive"));
    } else if (job->item.kind == ITEM_FOLDER_LINK) {
        hash->links++;
        if (hash->verbose)
            ui_note(name, "%s", _("link to a folder: not followed"));
    } else if (file && job->status == MIEN_OK) {
        hash->hashed++;
        if (hash->views.purposes != 0)
            views_output(&hash->output, hash->views.purposes, job);
        else
            output_media(&hash->output, name, &job->media);
        report_weakness(report_name(job), &job->media);
    } else if (why_skipped(job) != NULL) {
        hash->skipped++;
        if (hash->verbose)
            ui_note(name, "%s", why_skipped(job));
    } else {
        hash->failed++;
        output_failure(&hash->output, name, file ? job->status : MIEN_ERROR_IO);
        report_failure(job, &hash->media.limits);
    }
    return ui_flush();
}

static void tick(void *context, double running)
{
    struct hash *hash = context;
    progress_show((double)hash->finished + running, atomic_load(&hash->total));
}

// Walks over everything once without opening it, for the sake of the progress bar.
static void *count_files(void *context)
{
    struct hash *hash = context;
    struct files *files = files_open(&hash->plan);
    struct item item;
    unsigned long long count = 0;
    while (!atomic_load(&hash->stop_counting) && files_next(files, &item)) {
        count += item.kind == ITEM_FILE || item.kind == ITEM_INPUT;
        item_forget(&item);
    }
    files_close(files);
    atomic_store(&hash->total, count);
    return NULL;
}

// What the person may have missed.
static void sum_up(const struct hash *hash)
{
    if (hash->skipped > 0 && !hash->verbose)
        ui_note(NULL,
                ngettext("%llu file is not an image and was skipped (-v names it)",
                         "%llu files are not images and were skipped (-v names them)",
                         hash->skipped),
                hash->skipped);
    if (hash->unopened > 0 && !hash->verbose)
        ui_note(NULL,
                ngettext("%llu folder inside was not opened (-r opens it)",
                         "%llu folders inside were not opened (-r opens them)",
                         hash->unopened),
                hash->unopened);
    if (hash->links > 0 && !hash->verbose)
        ui_note(NULL,
                ngettext("%llu link to a folder was not followed (-v names it)",
                         "%llu links to folders were not followed (-v names them)",
                         hash->links),
                hash->links);
    if (hash->hashed > 0 || hash->failed > 0)
        return;
    for (size_t i = 0; i < hash->plan.count; i++)
        ui_note(hash->plan.operands[i], "%s", _("no picture found"));
    if (hash->plan.list != NULL)
        ui_note(NULL, "%s", _("no picture found"));
}

static int run(struct hash *hash)
{
    struct jobs_plan jobs = {.workers =
                                 hash->workers > 0 ? hash->workers : jobs_processors(),
                             .options = &hash->media.options,
                             .views = hash->views.purposes != 0 ? &hash->views : NULL,
                             .context = hash,
                             .next = next_item,
                             .done = take_result,
                             .tick = tick};
    pthread_t counter;
    bool counting = ui_can_progress() && hash->plan.list == NULL &&
                    pthread_create(&counter, NULL, count_files, hash) == 0;
    hash->files = files_open(&hash->plan);
    progress_begin();
    if (hash->views.purposes != 0)
        views_output_begin(&hash->output);
    else
        output_begin(&hash->output);
    enum jobs_end end = jobs_run(&jobs);
    if (counting) {
        atomic_store(&hash->stop_counting, true);
        pthread_join(counter, NULL);
    }
    ui_status_hide();
    if (end == JOBS_STOPPED) {
        int status = ui_end(EXIT_SOME_FAILED, EXIT_SOME_FAILED);
        if (signals_caught() != 0)
            signals_die(signals_caught());
        // A thread may still hang in a read, and hold what exit() would wait for.
        _exit(status);
    }
    files_close(hash->files);
    if (end == JOBS_NO_THREADS) {
        ui_error(NULL, "%s", status_text(MIEN_ERROR_MEMORY));
        return EXIT_SOME_FAILED;
    }
    sum_up(hash);
    return hash->failed > 0 ? EXIT_SOME_FAILED : 0;
}

int cmd_hash(int argc, char **argv)
{
    struct hash hash = {.views.size = sizeof hash.views};
    args_media_init(&hash.media);
    if (!read_options(&hash, argc, argv))
        return ARGS_EXIT_USAGE;
    if (hash.help)
        return help_print("hash");
    if (!judge_options(&hash) || !read_operands(&hash, argc, argv))
        return ARGS_EXIT_USAGE;
    hash.output.mode = hash.media.options.mode;
    hash.output.speed = hash.media.options.speed;
    return ui_end(run(&hash), EXIT_SOME_FAILED);
}
