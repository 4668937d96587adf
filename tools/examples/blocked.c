// SPDX-License-Identifier: Apache-2.0
// Is a picture's hash near one of those in an index? ./blocked FOLDER HASH
#include <mien/mien.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what, enum mien_status status,
                const struct mien_error *error)
{
    fprintf(stderr, "%s: %s (%s)\n", what, mien_strerror(status), error->detail);
    return 2;
}

int main(int argc, char **argv)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_index *index;
    struct mien_search *search;
    struct mien_matches matches;
    struct mien_hash hash;
    if (argc != 3 || mien_hash_from_hex(&hash, argv[2], strlen(argv[2])) != MIEN_OK) {
        fputs("Usage: blocked FOLDER HASH\n", stderr);
        return 2;
    }
    // Once, when the program starts: an index serves all threads.
    enum mien_status status = mien_index_open(&index, argv[1], NULL, &error);
    if (status != MIEN_OK)
        return fail(argv[1], status, &error);
    // Once for each thread.
    status = mien_search_new(&search, index);
    // For each picture.
    if (status == MIEN_OK)
        status = mien_search_hash(search, &matches, &hash, MIEN_PDQ_RADIUS, NULL);
    if (status != MIEN_OK)
        return fail(argv[1], status, &error);
    for (size_t i = 0; i < matches.count; i++)
        printf("id %llu, list %lu, distance %lu\n",
               (unsigned long long)matches.match[i].id,
               (unsigned long)matches.match[i].list,
               (unsigned long)matches.match[i].distance);
    int found = matches.count > 0;
    mien_search_free(search);
    return mien_index_close(index) == MIEN_OK ? found : 2;
}
