// SPDX-License-Identifier: Apache-2.0
#include "decode/library.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef MIEN_ONDEMAND
#include <dlfcn.h>
#endif

struct mien_loaded {
    void *handles[2]; // of dlopen()
    char version[MIEN_LIBRARY_VERSION_SIZE];
    _Alignas(max_align_t) unsigned char functions[]; // library->size bytes
};

#ifdef MIEN_ONDEMAND
static void close_handles(struct mien_loaded *loaded)
{
    for (int i = 1; i >= 0; i--)
        if (loaded->handles[i] != NULL)
            dlclose(loaded->handles[i]);
}

static void *find(const struct mien_loaded *loaded, const char *name)
{
    void *address = dlsym(loaded->handles[0], name);
    if (address == NULL && loaded->handles[1] != NULL)
        address = dlsym(loaded->handles[1], name);
    return address;
}

static bool load(struct mien_loaded *loaded, const struct mien_library *library)
{
    for (int i = 0; i < 2 && library->names[i] != NULL; i++) {
        loaded->handles[i] = dlopen(library->names[i], RTLD_NOW | RTLD_LOCAL);
        if (loaded->handles[i] == NULL)
            return false;
    }
    for (size_t i = 0; i < library->symbol_count; i++) {
        void *address = find(loaded, library->symbols[i].name);
        if (address == NULL)
            return false;
        // POSIX lets a pointer to an object hold a pointer to a function.
        memcpy(loaded->functions + library->symbols[i].offset, &address,
               sizeof address);
    }
    return true;
}
#else
static void close_handles(struct mien_loaded *loaded)
{
    (void)loaded;
}

static bool load(struct mien_loaded *loaded, const struct mien_library *library)
{
    for (size_t i = 0; i < library->symbol_count; i++)
        memcpy(loaded->functions + library->symbols[i].offset,
               &library->symbols[i].address, sizeof library->symbols[i].address);
    return true;
}
#endif

// Two threads may get here at once: the one that comes second throws its own away.
static struct mien_loaded *load_and_publish(mien_library_slot *slot,
                                            const struct mien_library *library)
{
    struct mien_loaded *loaded = calloc(1, sizeof *loaded + library->size);
    if (loaded == NULL)
        return NULL;
    if (!load(loaded, library)) {
        close_handles(loaded);
        free(loaded);
        return NULL;
    }
    struct mien_text version = mien_text_begin(loaded->version, sizeof loaded->version);
    library->describe(loaded->functions, &version);
    struct mien_loaded *published = NULL;
    if (atomic_compare_exchange_strong(slot, &published, loaded))
        return loaded;
    close_handles(loaded);
    free(loaded);
    return published;
}

const void *mien_library_get(mien_library_slot *slot,
                             const struct mien_library *library, const char **version)
{
    struct mien_loaded *loaded = atomic_load_explicit(slot, memory_order_acquire);
    if (loaded == NULL)
        loaded = load_and_publish(slot, library);
    if (loaded == NULL)
        return NULL;
    if (version != NULL)
        *version = loaded->version;
    return loaded->functions;
}
