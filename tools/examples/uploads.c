// SPDX-License-Identifier: Apache-2.0
// How a server hashes uploads: each of its threads has a context, and after that asks
// the system for no memory. ./uploads PICTURE... prints them in the order in which they
// are done.
#include <errno.h>
#include <mien/mien.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum {
    THREADS = 4,
    MEMORY = 64 << 20 // for each of them; pages that are never needed cost nothing
};

struct uploads {
    char **paths;
    int count;
    atomic_int next, failures;
};

static void hash(struct uploads *uploads, const char *path,
                 const struct mien_media_options *options)
{
    struct mien_media media;
    struct mien_error error;
    char hex[MIEN_HASH_HEX_SIZE];
    enum mien_status status = mien_media_hash_path(&media, path, options, &error);
    if (status != MIEN_OK) {
        const char *why = status == MIEN_ERROR_IO ? strerror(errno) : error.detail;
        fprintf(stderr, "%s: %s (%s)\n", path, mien_strerror(status), why);
        atomic_fetch_add(&uploads->failures, 1);
        return;
    }
    // Near one that is in an index? If so, hash it again with MIEN_MEDIA_EXACT before
    // anybody relies on it.
    mien_hash_to_hex(hex, &media.dihedral[media.seen]);
    printf("%s  %u  %s\n", hex, (unsigned)media.quality, path);
}

static void *work(void *argument)
{
    struct uploads *uploads = argument;
    struct mien_media_context *context;
    if (mien_media_context_open(&context, MEMORY, NULL) != MIEN_OK) {
        atomic_fetch_add(&uploads->failures, 1);
        return NULL;
    }
    const struct mien_media_options options = {
        .size = sizeof options, .speed = MIEN_MEDIA_FAST, .context = context};
    int i;
    while ((i = atomic_fetch_add(&uploads->next, 1)) < uploads->count)
        hash(uploads, uploads->paths[i], &options);
    mien_media_context_close(context);
    return NULL;
}

int main(int argc, char **argv)
{
    struct uploads uploads = {argv + 1, argc - 1, 0, 0};
    pthread_t threads[THREADS];
    int running = 0;
    while (running < THREADS &&
           pthread_create(&threads[running], NULL, work, &uploads) == 0)
        running++;
    for (int i = 0; i < running; i++)
        pthread_join(threads[i], NULL);
    return running == 0 || uploads.failures > 0;
}
