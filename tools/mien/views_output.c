// SPDX-License-Identifier: Apache-2.0
#include "views_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "ui.h"

bool views_purposes_from(uint32_t *purposes, const char *name)
{
    static const struct {
        const char *name;
        uint32_t purposes;
    } known[] = {
        {"bank", MIEN_VIEWS_BANK},
        {"query", MIEN_VIEWS_QUERY},
        {"all", MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, known[i].name) == 0) {
            *purposes = known[i].purposes;
            return true;
        }
    }
    return false;
}

static const char *view_name(char name[MIEN_VIEW_NAME_SIZE],
                             const struct mien_view *view)
{
    if (mien_view_name(name, view->kind, view->number) != MIEN_OK)
        *name = '\0';
    return name;
}

// Writes VIEW.
static void put_view(const struct mien_view *view, enum mien_dihedral way)
{
    char name[MIEN_VIEW_NAME_SIZE];
    fputs(view_name(name, view), stdout);
    if (way != MIEN_DIHEDRAL_ORIGINAL)
        printf("/%s", mien_dihedral_name(way));
}

static void put_text(const char *name, const struct mien_view *view,
                     enum mien_dihedral way)
{
    output_text_hash(&view->dihedral[way], view->quality);
    text_write_name(stdout, name, ui_ascii_names(stdout));
    fputs("  ", stdout);
    put_view(view, way);
    putchar('\n');
}

// A number for all hashes of the same file: the first 53 bits of its SHA-256, which
// every reader of JSON keeps.
static uint64_t file_id(const struct mien_media *media)
{
    uint64_t id = 0;
    for (size_t i = 0; i < 7; i++)
        id = id << 8 | media->sha256[i];
    return id >> 3;
}

static void put_row(const struct output *output, const struct job *job,
                    const struct mien_view *view, enum mien_dihedral way)
{
    bool csv = output->format == OUTPUT_CSV;
    char separator = csv ? ',' : '\t';
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &view->dihedral[way]);
    printf("%s%c%u%c", digits, separator, (unsigned)view->quality, separator);
    if (csv)
        output_csv_name(job->item.name);
    else
        text_write_name(stdout, job->item.name, ui_ascii_names(stdout));
    putchar(separator);
    put_view(view, way);
    printf("%c%" PRIu64 "%c%" PRIu32 "%s", separator, file_id(&job->media), separator,
           mien_view_variant(view->kind, view->number, way), csv ? "\r\n" : "\n");
}

static void put_json_view(const struct mien_view *view, uint32_t hashes)
{
    char digits[MIEN_HASH_HEX_SIZE], name[MIEN_VIEW_NAME_SIZE];
    mien_hash_to_hex(digits, &view->dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    printf("{\"view\":\"%s\",\"quality\":%u,\"hash\":\"%s\"", view_name(name, view),
           (unsigned)view->quality, digits);
    for (uint32_t i = 0; hashes > 1 && i < hashes; i++) {
        mien_hash_to_hex(digits, &view->dihedral[i]);
        printf("%s\"%s\":\"%s\"", i == 0 ? ",\"dihedral\":{" : ",",
               mien_dihedral_name((enum mien_dihedral)i), digits);
    }
    fputs(hashes > 1 ? "}}" : "}", stdout);
}

static uint32_t hashes_of(const struct mien_view *view, uint32_t purposes)
{
    if (purposes == MIEN_VIEWS_QUERY)
        return 1;
    return view->count < MIEN_DIHEDRAL_COUNT ? view->count : MIEN_DIHEDRAL_COUNT;
}

void views_output_begin(const struct output *output)
{
    if (output->format == OUTPUT_CSV)
        fputs("hash,quality,name,view,id,variant\r\n", stdout);
    else if (output->format == OUTPUT_TSV)
        fputs("hash\tquality\tname\tview\tid\tvariant\n", stdout);
}

void views_output(const struct output *output, uint32_t purposes, const struct job *job)
{
    if (output->format == OUTPUT_JSON) {
        output_json_media(output, job->item.name, &job->media);
        fputs(",\"views\":[", stdout);
        for (size_t i = 0; i < job->view_count; i++) {
            if (i > 0)
                putchar(',');
            put_json_view(&job->views[i], hashes_of(&job->views[i], purposes));
        }
        fputs("]}\n", stdout);
        return;
    }
    for (size_t i = 0; i < job->view_count; i++) {
        const struct mien_view *view = &job->views[i];
        for (uint32_t way = 0; way < hashes_of(view, purposes); way++) {
            if (output->format == OUTPUT_TEXT)
                put_text(job->item.name, view, (enum mien_dihedral)way);
            else
                put_row(output, job, view, (enum mien_dihedral)way);
        }
    }
}
