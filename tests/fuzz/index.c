// SPDX-License-Identifier: Apache-2.0
#include "index.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "fuzz.h"
#include "hashes.h"
#include "scratch.h"

#define SNAPSHOT "snapshot-0000000000000001"
#define LOG "log-0000000000000001"

static void must(enum mien_status status)
{
    MIEN_FUZZ_ASSERT(status == MIEN_OK);
}

// -------------------------------------------------------------------------------
// making

static struct mien_change addition(const struct mien_hash *hash, size_t i)
{
    return (struct mien_change){
        MIEN_CHANGE_ADD,
        {.hash = *hash, .id = i / 2, .list = (uint32_t)i % 3, .variant = (uint32_t)i}};
}

static void change(struct mien_index *opened, struct mien_model *model,
                   struct mien_change one)
{
    must(mien_index_change(opened, &one, 1, NULL, NULL));
    mien_model_change(model, &one, 1, NULL);
}

static void read_whole(const char *folder, const char *name, uint8_t **bytes,
                       size_t *size)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct mien_file file = mien_file_read(path);
    *bytes = file.bytes;
    *size = file.size;
}

// Generation 0 is folded into generation 1, and deleted.
static void fill(struct mien_fuzz_index *made, struct mien_index *opened, size_t rows,
                 size_t changes, struct mien_random *random)
{
    struct mien_hash *hashes = calloc(rows + changes + 1, sizeof *hashes);
    MIEN_FUZZ_ASSERT(hashes != NULL);
    mien_set_make(hashes, rows + changes, MIEN_SET_CLUSTERS, random);
    for (size_t i = 0; i < rows; i++)
        change(opened, &made->model, addition(&hashes[i - i % 3], i));
    if (rows == 0) {
        change(opened, &made->model, addition(&hashes[0], 0));
        change(opened, &made->model,
               (struct mien_change){MIEN_CHANGE_REMOVE_ID, {.id = 0}});
    }
    must(mien_index_compact(opened, NULL));
    for (size_t i = rows; i < rows + changes; i++)
        if (i % 4 == 0 && made->model.count > 0)
            change(opened, &made->model,
                   (struct mien_change){MIEN_CHANGE_REMOVE, made->model.entry[0]});
        else
            change(opened, &made->model, addition(&hashes[i], i));
    for (size_t i = 0; i < sizeof made->query / sizeof made->query[0]; i++)
        made->query[i] =
            mien_hash_away(&hashes[mien_random_below(random, (uint32_t)rows + 1)],
                           mien_random_below(random, 40), MIEN_FLIPS_ANYWHERE, random);
    free(hashes);
}

struct mien_fuzz_index mien_fuzz_index_make(const char *name, size_t rows,
                                            size_t changes)
{
    static bool begun;
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = MIEN_INDEX_WRITE};
    struct mien_fuzz_index made = {.model = {0}};
    struct mien_random random = {20250811};
    struct mien_index *opened;
    if (!begun) {
        mien_scratch_begin();
        atexit(mien_scratch_end);
        begun = true;
    }
    mien_scratch_path(made.path, name);
    must(mien_index_create(made.path, NULL));
    must(mien_index_open(&opened, made.path, &options, NULL));
    fill(&made, opened, rows, changes, &random);
    must(mien_index_close(opened));
    read_whole(made.path, SNAPSHOT, &made.snapshot, &made.snapshot_size);
    read_whole(made.path, LOG, &made.log, &made.log_size);
    return made;
}

// ------------------------------------------------------------------------------
// putting

static void write_whole(const char *folder, const char *name, const uint8_t *bytes,
                        size_t size)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    MIEN_FUZZ_ASSERT(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

// Another writer may have left files of its own.
static void delete_others(const char *path)
{
    DIR *folder = opendir(path);
    MIEN_FUZZ_ASSERT(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, SNAPSHOT) != 0 &&
            strcmp(entry->d_name, LOG) != 0 && strcmp(entry->d_name, "lock") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
}

void mien_fuzz_index_put(const struct mien_fuzz_index *index, const uint8_t *snapshot,
                         size_t snapshot_size, const uint8_t *log, size_t log_size)
{
    delete_others(index->path);
    write_whole(index->path, SNAPSHOT, snapshot != NULL ? snapshot : index->snapshot,
                snapshot != NULL ? snapshot_size : index->snapshot_size);
    write_whole(index->path, LOG, log != NULL ? log : index->log,
                log != NULL ? log_size : index->log_size);
}

// --------------------------------------------------------------------------------
// using

struct mien_index *mien_fuzz_index_open(const struct mien_fuzz_index *index,
                                        uint32_t flags, enum mien_status *status)
{
    const struct mien_index_options options = {.size = sizeof options, .flags = flags};
    struct mien_index *opened = NULL;
    struct mien_error error = {0};
    *status = mien_index_open(&opened, index->path, &options, &error);
    MIEN_FUZZ_ASSERT((*status == MIEN_OK) == (opened != NULL));
    MIEN_FUZZ_ASSERT(*status == MIEN_OK || error.status == *status);
    MIEN_FUZZ_ASSERT(*status == MIEN_OK || *status == MIEN_ERROR_CORRUPT ||
                     *status == MIEN_ERROR_VERSION);
    return opened;
}

static void check_matches(const struct mien_matches *matches, size_t queries,
                          unsigned radius)
{
    for (size_t i = 0; i < matches->count; i++) {
        const struct mien_match *match = &matches->match[i];
        MIEN_FUZZ_ASSERT(match->distance <= radius);
        MIEN_FUZZ_ASSERT(match->query < queries);
        MIEN_FUZZ_ASSERT(match->orientation < 2 * MIEN_DIHEDRAL_COUNT);
        MIEN_FUZZ_ASSERT(match->reserved == 0);
    }
}

static enum mien_status worse(enum mien_status a, enum mien_status b)
{
    MIEN_FUZZ_ASSERT(b == MIEN_OK || b == MIEN_ERROR_CORRUPT);
    return a != MIEN_OK ? a : b;
}

static enum mien_status search_all(struct mien_search *search,
                                   const struct mien_fuzz_index *index)
{
    static const unsigned radii[] = {0, 31, 64};
    const size_t count = sizeof index->query / sizeof index->query[0];
    const struct mien_search_options options = {
        .size = sizeof options, .flags = MIEN_SEARCH_COMPLEMENT, .limit = 3};
    enum mien_status status = MIEN_OK, answer;
    for (int i = 0; i < 3; i++) {
        struct mien_matches matches = {0};
        answer = mien_search_hash(search, &matches, &index->query[i], radii[i], NULL);
        check_matches(&matches, 1, radii[i]);
        status = worse(status, answer);
    }
    struct mien_matches matches = {0};
    answer = mien_search_batch(search, &matches, index->query, count, 31, NULL);
    check_matches(&matches, count, 31);
    status = worse(status, answer);
    matches = (struct mien_matches){0};
    answer = mien_search_oriented(search, &matches, index->query, 31, &options);
    check_matches(&matches, 1, 31);
    status = worse(status, answer);
    for (uint64_t id = 0; id < 8; id++) {
        struct mien_entries entries = {0};
        answer = mien_search_id(search, &entries, id, MIEN_LIST_ANY, id % 3);
        for (size_t i = 0; i < entries.count; i++)
            MIEN_FUZZ_ASSERT(entries.entry[i].id == id);
        MIEN_FUZZ_ASSERT(id % 3 == 0 || entries.count <= id % 3);
        status = worse(status, answer);
    }
    return status;
}

static int put_in(void *context, const struct mien_entry *entry)
{
    mien_model_push(context, entry);
    return 0;
}

enum mien_status mien_fuzz_index_use(const struct mien_index *opened,
                                     const struct mien_fuzz_index *index)
{
    struct mien_index_stat stat;
    struct mien_search *search;
    struct mien_model there = {0};
    must(mien_search_new(&search, opened));
    enum mien_status status = search_all(search, index);
    mien_search_free(search);
    status = worse(status, mien_index_each(opened, put_in, &there, NULL));
    must(mien_index_stat(opened, &stat, NULL));
    MIEN_FUZZ_ASSERT(there.count <= stat.entries);
    mien_model_free(&there);
    return status;
}

bool mien_fuzz_index_holds(const struct mien_index *opened, struct mien_model *model)
{
    struct mien_model there = {0};
    bool equal = mien_index_each(opened, put_in, &there, NULL) == MIEN_OK &&
                 mien_model_equal(&there, model);
    mien_model_free(&there);
    return equal;
}
