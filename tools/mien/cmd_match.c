// SPDX-License-Identifier: Apache-2.0
// mien match: a stream of hashes and pictures in, a line of JSON for each of them out.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "index_report.h"
#include "jobs.h"
#include "match_stream.h"
#include "progress.h"
#include "signals.h"
#include "status_text.h"
#include "ui.h"

enum {
    OPTION_UNORDERED = LOOKUP_OWN,
    OPTION_VIEWS,
    OPTION_SPEED
};
enum {
    EXIT_SOME_FAILED = 1
};

static const struct option longs[] = {
    {"jobs", required_argument, NULL, 'j'},
    {"speed", required_argument, NULL, OPTION_SPEED},
    {"unordered", no_argument, NULL, OPTION_UNORDERED},
    {"views", no_argument, NULL, OPTION_VIEWS},
    LOOKUP_LONGS,
    ARGS_SHARED_LONGS,
};
static const struct args_command command = {
    .name = "match", .shorts = ":j:" LOOKUP_SHORTS ARGS_SHARED_SHORTS, .longs = longs};

struct match {
    struct args_media media;
    struct lookup lookup;
    struct match_plan plan;
    struct match_counts counts;
};

// False after a complaint.
static bool options_fit(const struct match *match)
{
    if (!match->plan.with_views || match->media.options.mode == MIEN_PDQ_FULL)
        return args_speed_fits(&match->media, command.name, match->plan.with_views);
    args_complain(command.name, "%s", _("--views and --cli512 do not go together"));
    return false;
}

// Reads the options. False when the command is to end with *status.
static bool read_options(struct match *match, int argc, char **argv, int *status)
{
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        int option = args_next(&command, argc, argv, &match->media);
        uint64_t number;
        switch (option) {
        case ARGS_END:
            return options_fit(match) && lookup_finish(&match->lookup, command.name);
        case ARGS_WRONG:
            return false;
        case 'h':
            *status = help_print("match");
            return false;
        case 'j':
            if (!args_number(&number, optarg, JOBS_WORKERS_MAX, 1)) {
                args_complain(command.name, _("--jobs is a number from 0 to %d"),
                              JOBS_WORKERS_MAX);
                return false;
            }
            match->plan.workers = (unsigned)number;
            break;
        case OPTION_UNORDERED:
            match->plan.unordered = true;
            break;
        case OPTION_VIEWS:
            match->plan.with_views = true;
            break;
        case OPTION_SPEED:
            if (!args_speed(&match->media, command.name, optarg))
                return false;
            break;
        default:
            if (!lookup_option(&match->lookup, command.name, option))
                return false;
            break;
        }
    }
}

static int run(struct match *match, const char *folder)
{
    struct mien_index *index = index_open(folder, 0);
    if (index == NULL)
        return EXIT_SOME_FAILED;
    match->plan.index = index;
    progress_begin();
    enum match_end end = match_stream(&match->plan, &match->counts);
    ui_status_hide();
    if (end == MATCH_STOPPED) {
        int status = ui_end(EXIT_SOME_FAILED, EXIT_SOME_FAILED);
        if (signals_caught() != 0)
            signals_die(signals_caught());
        // The other threads may still use the index.
        _exit(status);
    }
    bool closed = index_close(index, folder);
    if (end == MATCH_NO_THREADS) {
        ui_error(NULL, "%s", status_text(MIEN_ERROR_MEMORY));
        return EXIT_SOME_FAILED;
    }
    if (match->counts.failed > 0)
        ui_note(NULL, _("%llu of %llu lines without an answer: \"error\" says why"),
                match->counts.failed, match->counts.lines);
    return closed && match->counts.failed == 0 && match->counts.unread == 0
               ? 0
               : EXIT_SOME_FAILED;
}

int cmd_match(int argc, char **argv)
{
    static char *const input[] = {(char *)"-"};
    struct match match = {.plan = {.workers = 0}};
    int status;
    args_media_init(&match.media);
    lookup_init(&match.lookup);
    if (!read_options(&match, argc, argv, &status))
        goto out;
    status = ARGS_EXIT_USAGE;
    if (optind == argc) {
        args_complain(command.name, "%s", _("name the folder of one index"));
        goto out;
    }
    match.plan.inputs = argv + optind + 1;
    match.plan.input_count = (size_t)(argc - optind - 1);
    if (!args_one_input(command.name, match.plan.inputs, match.plan.input_count))
        goto out;
    if (match.plan.input_count == 0) {
        match.plan.inputs = input;
        match.plan.input_count = 1;
    }
    if (match.plan.workers == 0)
        match.plan.workers = jobs_processors();
    match.plan.lookup = &match.lookup;
    match.media.options.flags |= MIEN_MEDIA_NO_DIGESTS; // nobody would see them
    match.plan.options = &match.media.options;
    status = ui_end(run(&match, argv[optind]), EXIT_SOME_FAILED);
out:
    lookup_free(&match.lookup);
    return status;
}
