// SPDX-License-Identifier: Apache-2.0
// mien index query: what an index holds near some hashes and pictures.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "index_report.h"
#include "lookup.h"
#include "memory.h"
#include "operand.h"
#include "text.h"
#include "ui.h"
#include "view_text.h"

// As compare and grep have it.
enum {
    EXIT_MATCH = 0,
    EXIT_NO_MATCH = 1,
    EXIT_TROUBLE = 2
};

static const struct option longs[] = {
    {"format", required_argument, NULL, 'f'},
    LOOKUP_LONGS,
    ARGS_SHARED_LONGS,
};
static const struct args_command command = {.name = "index query",
                                            .shorts =
                                                ":f:" LOOKUP_SHORTS ARGS_SHARED_SHORTS,
                                            .longs = longs};

struct query {
    struct args_media media;
    struct lookup lookup;
    bool json;
    const char *folder;
    bool matched, failed;
};

// Reads the options. False when the command is to end with *status.
static bool read_options(struct query *query, int argc, char **argv, int *status)
{
    *status = EXIT_TROUBLE;
    for (;;) {
        int option = args_next(&command, argc, argv, &query->media);
        switch (option) {
        case ARGS_END:
            return lookup_finish(&query->lookup, command.name);
        case ARGS_WRONG:
            return false;
        case 'h':
            *status = help_print("index query");
            return false;
        case 'f':
            query->json = strcmp(optarg, "json") == 0;
            if (!query->json && strcmp(optarg, "text") != 0) {
                args_complain(command.name, _("--format is one of text, json"));
                return false;
            }
            break;
        default:
            if (!lookup_option(&query->lookup, command.name, option))
                return false;
            break;
        }
    }
}

static void print_text(const struct query *query, const struct operand *operand,
                       const struct mien_matches *found)
{
    text_write_name(stdout, operand->name != NULL ? operand->name : operand->text,
                    ui_ascii_names(stdout));
    if (found->count == 0) {
        printf("%s", _(": no match\n"));
        return;
    }
    fputs(ui_colour(stdout, UI_BOLD), stdout);
    // TRANSLATORS: follows the name of a picture and a colon
    printf(ngettext(": %zu match\n", ": %zu matches\n", found->count), found->count);
    fputs(ui_colour(stdout, UI_PLAIN), stdout);
    for (size_t i = 0; i < found->count; i++) {
        const struct mien_match *match = &found->match[i];
        char view[VIEW_TEXT_SIZE];
        printf(_("  distance %u, id %llu, list %u, variant %u"),
               (unsigned)match->distance, (unsigned long long)match->id,
               (unsigned)match->list, (unsigned)match->variant);
        if (match->variant >= MIEN_DIHEDRAL_COUNT && view_text(view, match->variant))
            printf(" (%s)", view);
        if (query->lookup.oriented)
            printf(" (%s)", mien_dihedral_name((enum mien_dihedral)match->orientation));
        putchar('\n');
    }
}

static void print_json(const struct query *query, const struct operand *operand,
                       const struct mien_matches *found)
{
    struct json_out json = {.ascii = ui_ascii_names(stdout)};
    lookup_begin(&json, operand->text, strlen(operand->text), &operand->hash,
                 operand->name != NULL ? &operand->media.quality : NULL, NULL);
    for (size_t i = 0; i < found->count; i++)
        lookup_match(&json, &query->lookup, &found->match[i], i == 0);
    lookup_end(&json);
    json_out_print(&json);
    json_out_free(&json);
}

static bool answer(struct query *query, struct mien_search *search,
                   const struct operand *operand)
{
    struct mien_matches found;
    enum mien_status status;
    errno = 0;
    if (query->lookup.oriented)
        status = mien_search_oriented(search, &found, operand->media.dihedral,
                                      query->lookup.radius, &query->lookup.options);
    else
        status = mien_search_hash(search, &found, &operand->hash, query->lookup.radius,
                                  &query->lookup.options);
    if (status != MIEN_OK) {
        index_report(query->folder, status, NULL, errno);
        return false;
    }
    query->matched |= found.count > 0;
    if (query->json)
        print_json(query, operand, &found);
    else
        print_text(query, operand, &found);
    return ui_flush();
}

// The turned and mirrored hashes follow from the picture, not from its hash.
static bool complain_of_hashes(const struct operand *operands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (operands[i].name == NULL) {
            ui_error(
                operands[i].text, "%s",
                _("--oriented needs the picture: a hash does not tell those of the "
                  "turned and mirrored picture"));
            return true;
        }
    }
    return false;
}

static int run(struct query *query, char **texts, size_t count)
{
    struct mien_search *search = NULL;
    struct operand *operands = memory_zeroed(count, sizeof *operands);
    struct mien_index *index = index_open(query->folder, 0);
    if (index == NULL)
        goto out;
    enum mien_status status = mien_search_new(&search, index);
    if (status != MIEN_OK) {
        index_report(query->folder, status, NULL, 0);
        query->failed = true;
        goto out;
    }
    query->failed = !operands_read(operands, texts, count, &query->media.options);
    if (query->lookup.oriented && complain_of_hashes(operands, count)) {
        query->failed = true;
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        if (operands[i].ready && !answer(query, search, &operands[i])) {
            query->failed = true;
            break;
        }
    }
out:
    mien_search_free(search);
    query->failed |= index == NULL || !index_close(index, query->folder);
    free(operands);
    if (query->failed)
        return EXIT_TROUBLE;
    return query->matched ? EXIT_MATCH : EXIT_NO_MATCH;
}

int cmd_index_query(int argc, char **argv)
{
    struct query query = {.matched = false};
    int status;
    args_media_init(&query.media);
    lookup_init(&query.lookup);
    if (!read_options(&query, argc, argv, &status))
        goto out;
    status = ARGS_EXIT_USAGE;
    if (argc - optind < 2) {
        args_complain(command.name, "%s",
                      _("name the folder of an index, and hashes or pictures"));
        goto out;
    }
    query.folder = argv[optind];
    char **texts = argv + optind + 1;
    size_t count = (size_t)(argc - optind - 1);
    if (!args_one_input(command.name, texts, count))
        goto out;
    status = ui_end(run(&query, texts, count), EXIT_TROUBLE);
out:
    lookup_free(&query.lookup);
    return status;
}
