// SPDX-License-Identifier: Apache-2.0
// The matching index. Entries and changes come and go as bytes in the machine's order,
// matches as numbers: one call for each batch, not one for each field.
#include "mien_jni.h"

#include <stdlib.h>
#include <string.h>

enum {
    // An entry: hash, id, list, variant; a change: its kind before them.
    ENTRY_BYTES = MIEN_HASH_BYTES + 16,
    CHANGE_BYTES = 4 + ENTRY_BYTES,
    // A match: id, list and variant, distance and orientation, query.
    MATCH_LONGS = 4
};
_Static_assert(sizeof(struct mien_entry) == ENTRY_BYTES, "Java reads entries as such");

NATIVE(void, indexCreate, jbyteArray path)
{
    struct mien_error error = {MIEN_OK, ""};
    char *name = jni_path(env, path);
    if (name == NULL)
        return;
    jni_ok(env, mien_index_create(name, &error), &error);
    free(name);
}

NATIVE(jlong, indexOpen, jbyteArray path, jint flags, jint sync, jlong compact_after)
{
    struct mien_index *index = NULL;
    struct mien_error error = {MIEN_OK, ""};
    const struct mien_index_options options = {
        .size = sizeof options,
        .flags = (uint32_t)flags,
        .sync = (enum mien_index_sync)sync,
        .compact_after = (uint64_t)compact_after,
    };
    char *name = jni_path(env, path);
    if (name == NULL)
        return 0;
    bool ok = jni_ok(env, mien_index_open(&index, name, &options, &error), &error);
    free(name);
    return ok ? handle_of(index) : 0;
}

NATIVE(void, indexClose, jlong handle)
{
    jni_ok(env, mien_index_close(pointer_of(handle)), NULL);
}

static void read_change(struct mien_change *change, const unsigned char *bytes)
{
    int32_t kind;
    memcpy(&kind, bytes, sizeof kind);
    change->kind = (enum mien_change_kind)kind;
    memcpy(&change->entry, bytes + sizeof kind, ENTRY_BYTES);
}

NATIVE(void, indexChange, jlong handle, jbyteArray changes, jlongArray did)
{
    struct mien_changed changed;
    struct mien_error error = {MIEN_OK, ""};
    jsize size = (*env)->GetArrayLength(env, changes);
    size_t count = (size_t)size / CHANGE_BYTES;
    unsigned char *bytes = jni_malloc(env, (size_t)size);
    struct mien_change *list = jni_malloc(env, count * sizeof *list);
    if (bytes == NULL || list == NULL)
        goto out;
    (*env)->GetByteArrayRegion(env, changes, 0, size, (jbyte *)bytes);
    for (size_t i = 0; i < count; i++)
        read_change(&list[i], bytes + i * CHANGE_BYTES);
    enum mien_status status =
        mien_index_change(pointer_of(handle), list, count, &changed, &error);
    if (!jni_ok(env, status, &error))
        goto out;
    const jlong numbers[] = {(jlong)changed.added, (jlong)changed.removed,
                             (jlong)changed.unchanged};
    (*env)->SetLongArrayRegion(env, did, 0, 3, numbers);
out:
    free(bytes);
    free(list);
}

NATIVE(void, indexSync, jlong handle)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_index_sync(pointer_of(handle), &error), &error);
}

NATIVE(void, indexCompact, jlong handle)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_index_compact(pointer_of(handle), &error), &error);
}

NATIVE(void, indexStat, jlong handle, jlongArray numbers)
{
    struct mien_index_stat stat;
    struct mien_error error = {MIEN_OK, ""};
    if (!jni_ok(env, mien_index_stat(pointer_of(handle), &stat, &error), &error))
        return;
    const jlong found[] = {
        (jlong)stat.entries,        (jlong)stat.snapshot_entries,
        (jlong)stat.added_entries,  (jlong)stat.tombstones,
        (jlong)stat.log_changes,    (jlong)stat.unapplied_changes,
        (jlong)stat.oldest_removal, (jlong)stat.generation,
        (jlong)stat.snapshot_bytes, (jlong)stat.log_bytes,
        (jlong)stat.memory_bytes,
    };
    (*env)->SetLongArrayRegion(env, numbers, 0, sizeof found / sizeof *found, found);
}

// Returns the number of entries in the snapshot.
NATIVE(jlong, indexVerify, jbyteArray path)
{
    struct mien_index_verified verified = {0};
    struct mien_error error = {MIEN_OK, ""};
    char *name = jni_path(env, path);
    if (name == NULL)
        return 0;
    jni_ok(env, mien_index_verify(name, &verified, NULL, NULL, &error), &error);
    free(name);
    return (jlong)verified.entries;
}

struct each {
    JNIEnv *env;
    jobject visitor;
    jmethodID visit;
};

// Eight bytes of a hash, most significant first, as Hash.java holds them.
static jlong hash_part(const struct mien_hash *hash, int part)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | hash->bytes[8 * part + i];
    return (jlong)value;
}

static int each_entry(void *context, const struct mien_entry *entry)
{
    const struct each *each = context;
    JNIEnv *env = each->env;
    const struct mien_hash *hash = &entry->hash;
    jboolean go_on = (*env)->CallBooleanMethod(
        env, each->visitor, each->visit, hash_part(hash, 0), hash_part(hash, 1),
        hash_part(hash, 2), hash_part(hash, 3), (jlong)entry->id, (jint)entry->list,
        (jint)entry->variant);
    return !go_on || (*env)->ExceptionCheck(env);
}

// Returns whether every entry was visited.
NATIVE(jboolean, indexEach, jlong handle, jobject visitor)
{
    struct mien_error error = {MIEN_OK, ""};
    jclass visitor_class = (*env)->GetObjectClass(env, visitor);
    struct each each = {env, visitor,
                        (*env)->GetMethodID(env, visitor_class, "visit", "(JJJJJII)Z")};
    if (each.visit == NULL)
        return JNI_FALSE;
    enum mien_status status =
        mien_index_each(pointer_of(handle), each_entry, &each, &error);
    if (status == MIEN_ERROR_CANCELLED)
        return JNI_FALSE;
    return jni_ok(env, status, &error);
}

NATIVE(jlong, searchOpen, jlong index)
{
    struct mien_search *search = NULL;
    if (!jni_ok(env, mien_search_new(&search, pointer_of(index)), NULL))
        return 0;
    return handle_of(search);
}

NATIVE(void, searchClose, jlong handle)
{
    mien_search_free(pointer_of(handle));
}

static jlong two(uint32_t high, uint32_t low)
{
    return (jlong)((uint64_t)high << 32 | low);
}

static jlongArray new_matches(JNIEnv *env, const struct mien_matches *matches)
{
    if (matches->count > INT32_MAX / MATCH_LONGS) {
        jni_throw(env, MIEN_ERROR_LIMIT, "more matches than an array can hold");
        return NULL;
    }
    jlongArray array = (*env)->NewLongArray(env, (jsize)matches->count * MATCH_LONGS);
    for (size_t i = 0; array != NULL && i < matches->count; i++) {
        const struct mien_match *match = &matches->match[i];
        const jlong numbers[MATCH_LONGS] = {
            (jlong)match->id, two(match->list, match->variant),
            two(match->distance, match->orientation), (jlong)match->query};
        (*env)->SetLongArrayRegion(env, array, (jsize)i * MATCH_LONGS, MATCH_LONGS,
                                   numbers);
    }
    return array;
}

// Reads pairs of a list and its radius. Returns NULL with an exception on its way, or
// when there are none.
static struct mien_list_radius *new_lists(JNIEnv *env, jintArray pairs, size_t *count)
{
    *count = (size_t)(*env)->GetArrayLength(env, pairs) / 2;
    if (*count == 0)
        return NULL;
    struct mien_list_radius *lists = jni_malloc(env, *count * sizeof *lists);
    for (size_t i = 0; lists != NULL && i < *count; i++) {
        jint pair[2];
        (*env)->GetIntArrayRegion(env, pairs, (jsize)(2 * i), 2, pair);
        lists[i] = (struct mien_list_radius){(uint32_t)pair[0], pair[1]};
    }
    return lists;
}

// Of a batch of hashes, or of the eight of one picture.
NATIVE(jlongArray, search, jlong handle, jbyteArray hashes, jboolean oriented,
       jint radius, jint flags, jint limit, jintArray list_radii)
{
    jlongArray result = NULL;
    struct mien_matches matches = {NULL, 0};
    jsize size = (*env)->GetArrayLength(env, hashes);
    size_t count = (size_t)size / MIEN_HASH_BYTES;
    if (radius < 0 || limit < 0 || (oriented && count != MIEN_DIHEDRAL_COUNT)) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "");
        return NULL;
    }
    struct mien_search_options options = {
        .size = sizeof options, .flags = (uint32_t)flags, .limit = (uint32_t)limit};
    struct mien_list_radius *lists = new_lists(env, list_radii, &options.list_count);
    struct mien_hash *list = jni_malloc(env, (size_t)size);
    if ((lists == NULL && options.list_count != 0) || list == NULL)
        goto out;
    options.lists = lists;
    (*env)->GetByteArrayRegion(env, hashes, 0, (jsize)(count * MIEN_HASH_BYTES),
                               (jbyte *)list);
    enum mien_status status;
    if (oriented)
        status = mien_search_oriented(pointer_of(handle), &matches, list,
                                      (unsigned)radius, &options);
    else if (count == 1)
        status = mien_search_hash(pointer_of(handle), &matches, list, (unsigned)radius,
                                  &options);
    else
        status = mien_search_batch(pointer_of(handle), &matches, list, count,
                                   (unsigned)radius, &options);
    if (jni_ok(env, status, NULL))
        result = new_matches(env, &matches);
out:
    free(lists);
    free(list);
    return result;
}

NATIVE(jbyteArray, searchId, jlong handle, jlong id, jint list, jint limit)
{
    struct mien_entries entries = {NULL, 0};
    enum mien_status status =
        mien_search_id(pointer_of(handle), &entries, (uint64_t)id, (uint32_t)list,
                       limit > 0 ? (size_t)limit : 0);
    if (!jni_ok(env, status, NULL))
        return NULL;
    if (entries.count > INT32_MAX / ENTRY_BYTES) {
        jni_throw(env, MIEN_ERROR_LIMIT, "more entries than an array can hold");
        return NULL;
    }
    jsize size = (jsize)entries.count * ENTRY_BYTES;
    jbyteArray array = (*env)->NewByteArray(env, size);
    if (array != NULL && size > 0)
        (*env)->SetByteArrayRegion(env, array, 0, size, (const jbyte *)entries.entry);
    return array;
}
