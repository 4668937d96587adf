// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "match_query.h"
#include "memory.h"
#include "view_text.h"

enum {
    // In a batch no query gets more matches at first, so that a list full of equal
    // hashes does not fill the memory; those that have more are asked again, alone.
    BATCH_MATCHES = 256,
    RELIEF = 1 << 20 // bytes of answers
};

void match_worker_free(struct match_worker *worker)
{
    mien_search_free(worker->search);
    mien_search_free(worker->whole);
    match_views_free(worker->judge);
    free(worker->views);
}

static const char *query_text(const struct match_lines *lines,
                              const struct match_query *query)
{
    return lines->texts + query->text;
}

static void fail(struct match_worker *worker, const struct match_lines *lines,
                 const struct match_query *query, enum mien_status status,
                 const char *detail)
{
    worker->failed++;
    lookup_failure(worker->json, query_text(lines, query), query->length, status,
                   detail);
}

// Why the index gave no answer.
static void fail_search(struct match_worker *worker, const struct match_lines *lines,
                        const struct match_query *query, enum mien_status status)
{
    fail(worker, lines, query, status,
         status == MIEN_ERROR_CORRUPT ? "the index is damaged: see mien index verify"
                                      : mien_strerror(status));
}

static void relieve(struct match_worker *worker)
{
    if (worker->json->length > RELIEF)
        worker->relieve(worker->context);
}

static void write_answer(struct match_worker *worker, const struct match_lines *lines,
                         const struct match_query *query, const struct mien_hash *hash,
                         const uint32_t *quality, const struct mien_match *match,
                         size_t count)
{
    lookup_begin(worker->json, query_text(lines, query), query->length, hash, quality,
                 NULL);
    for (size_t i = 0; i < count; i++) {
        lookup_match(worker->json, worker->lookup, &match[i], i == 0);
        relieve(worker);
    }
    lookup_end(worker->json);
    relieve(worker);
}

static enum mien_status need(struct match_worker *worker, struct mien_search **search)
{
    return *search != NULL ? MIEN_OK : mien_search_new(search, worker->index);
}

// Searches for one hash, or for the eight of one picture, and writes the answer.
static void answer_one(struct match_worker *worker, const struct match_lines *lines,
                       const struct match_query *query, const struct mien_hash *hashes,
                       const uint32_t *quality)
{
    const struct lookup *lookup = worker->lookup;
    struct mien_matches found;
    enum mien_status status = need(worker, &worker->whole);
    if (status == MIEN_OK && lookup->oriented)
        status = mien_search_oriented(worker->whole, &found, hashes, lookup->radius,
                                      &lookup->options);
    else if (status == MIEN_OK)
        status = mien_search_hash(worker->whole, &found, hashes, lookup->radius,
                                  &lookup->options);
    if (status != MIEN_OK)
        fail_search(worker, lines, query, status);
    else
        write_answer(worker, lines, query, hashes, quality, found.match, found.count);
}

// ------------------------------------------------------------------------ with views

static void write_verdicts(struct match_worker *worker, const struct match_lines *lines,
                           const struct match_query *query, const uint32_t *quality,
                           const struct match_verdict *verdict, size_t count)
{
    // The first is the clearest.
    enum mien_verdict all = count > 0 ? verdict[0].verdict : MIEN_VERDICT_NOTHING;
    lookup_begin(worker->json, query_text(lines, query), query->length,
                 worker->views[0].dihedral, quality, view_verdict_token(all));
    for (size_t i = 0; i < count; i++) {
        lookup_verdict(worker->json, worker->lookup, &verdict[i], worker->views,
                       i == 0);
        relieve(worker);
    }
    lookup_end(worker->json);
    relieve(worker);
}

// Answers for the worker's views.
static void answer_views(struct match_worker *worker, const struct match_lines *lines,
                         const struct match_query *query, size_t count,
                         const uint32_t *quality)
{
    const struct match_verdict *verdict = NULL;
    size_t verdicts = 0;
    enum mien_status status = MIEN_OK;
    if (worker->judge == NULL)
        status = match_views_new(&worker->judge, worker->index);
    if (status == MIEN_OK)
        status = match_views_judge(worker->judge, worker->lookup, worker->views, count,
                                   &verdict, &verdicts);
    if (status != MIEN_OK)
        fail_search(worker, lines, query, status);
    else
        write_verdicts(worker, lines, query, quality, verdict, verdicts);
}

static struct mien_view *need_views(struct match_worker *worker)
{
    if (worker->views == NULL)
        worker->views = memory_zeroed(MIEN_VIEWS_MAX, sizeof *worker->views);
    return worker->views;
}

// A hash is the whole picture, and nothing else of it is known.
static void answer_hash(struct match_worker *worker, const struct match_lines *lines,
                        const struct match_query *query, const struct mien_hash *hashes)
{
    if (!worker->with_views) {
        answer_one(worker, lines, query, hashes, NULL);
        return;
    }
    struct mien_view *view = need_views(worker);
    size_t count = worker->lookup->oriented ? MIEN_DIHEDRAL_COUNT : 1;
    *view = (struct mien_view){.kind = MIEN_VIEW_WHOLE,
                               .quality = MIEN_PDQ_QUALITY_MIN,
                               .count = (uint32_t)count};
    memcpy(view->dihedral, hashes, count * sizeof *hashes);
    answer_views(worker, lines, query, 1, NULL);
}

// -------------------------------------------------------------------------- pictures

// The reason in English, as everything in JSON.
static const char *io_reason(int number)
{
    static _Thread_local locale_t english;
    if (english == (locale_t)0)
        english = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return number != 0 && english != (locale_t)0 ? strerror_l(number, english)
                                                 : mien_strerror(MIEN_ERROR_IO);
}

// Whether it is a line of a list, or a hash that lacks digits, rather than a path.
static bool like_hash(const char *text)
{
    text += strncmp(text, "pdq ", 4) == 0 ? 4 : 0;
    return strspn(text, "0123456789abcdefABCDEF") >= MIEN_HASH_BITS / 4 - 16;
}

// Opening a pipe could wait for ever, and with it all that come behind.
static bool is_device(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && !S_ISREG(found.st_mode) &&
           !S_ISDIR(found.st_mode);
}

static enum mien_status read_picture(struct match_worker *worker,
                                     struct mien_media *media, size_t *views,
                                     const char *path, struct mien_error *error)
{
    static const struct mien_views_options options = {.size = sizeof options,
                                                      .purposes = MIEN_VIEWS_QUERY};
    if (!worker->with_views)
        return mien_media_hash_path(media, path, worker->options, error);
    return mien_media_views_path(media, need_views(worker), MIEN_VIEWS_MAX, views, path,
                                 worker->options, &options, error);
}

static void answer_picture(struct match_worker *worker, const struct match_lines *lines,
                           const struct match_query *query)
{
    struct mien_media media;
    struct mien_error error = {MIEN_OK, ""};
    const char *path = query_text(lines, query);
    if (is_device(path)) {
        fail(worker, lines, query, MIEN_ERROR_UNSUPPORTED,
             "a pipe or a device, not a file");
        return;
    }
    errno = 0;
    size_t views = 0;
    enum mien_status status = read_picture(worker, &media, &views, path, &error);
    int number = errno;
    if (status == MIEN_OK && worker->with_views)
        answer_views(worker, lines, query, views, &media.quality);
    else if (status == MIEN_OK)
        answer_one(worker, lines, query, media.dihedral, &media.quality);
    else if (status == MIEN_ERROR_IO && number == ENOENT && like_hash(path))
        fail(worker, lines, query, MIEN_ERROR_FORMAT,
             "neither a file nor a hash: 64 digits, 0-9 and a-f, alone on the line");
    else if (status == MIEN_ERROR_IO)
        fail(worker, lines, query, status, io_reason(number));
    else
        fail(worker, lines, query, status,
             error.detail[0] != '\0' ? error.detail : mien_strerror(status));
}

// Searches for all hashes of the batch together. False when there is no answer.
static bool search_all(struct match_worker *worker, const struct match_lines *lines,
                       struct mien_matches *found, uint32_t *limit)
{
    struct mien_search_options options = worker->lookup->options;
    if (worker->lookup->oriented || worker->with_views || lines->hash_count < 2 ||
        need(worker, &worker->search) != MIEN_OK)
        return false;
    if (options.limit == 0 || options.limit > BATCH_MATCHES)
        options.limit = *limit = BATCH_MATCHES;
    return mien_search_batch(worker->search, found, lines->hash, lines->hash_count,
                             worker->lookup->radius, &options) == MIEN_OK;
}

void match_answer(struct match_worker *worker, const struct match_lines *lines)
{
    struct mien_matches found = {NULL, 0};
    size_t step = worker->lookup->oriented ? MIEN_DIHEDRAL_COUNT : 1;
    size_t hash = 0, match = 0;
    uint32_t limit = 0; // that is not the caller's
    // When the batch fails each query is asked alone, so that only some fail.
    bool together = search_all(worker, lines, &found, &limit);
    for (size_t i = 0; i < lines->count; i++) {
        const struct match_query *query = &lines->query[i];
        if (query->kind == MATCH_WRONG) {
            fail(worker, lines, query, MIEN_ERROR_FORMAT, query->wrong);
        } else if (query->kind == MATCH_PICTURE) {
            answer_picture(worker, lines, query);
        } else {
            size_t first = match;
            while (match < found.count && found.match[match].query == hash)
                match++;
            if (!together || (limit > 0 && match - first == limit))
                answer_hash(worker, lines, query, &lines->hash[hash]);
            else
                write_answer(worker, lines, query, &lines->hash[hash], NULL,
                             found.match + first, match - first);
            hash += step;
        }
    }
}
