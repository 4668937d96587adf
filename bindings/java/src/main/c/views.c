// SPDX-License-Identifier: Apache-2.0
// Views, which come and go as the bytes of their structs, whose layout is frozen.
#include "mien_jni.h"

#include <stdlib.h>
#include <string.h>

enum {
    VIEW_BYTES = 304, // as View.java counts
    NUMBERS = 9
};
_Static_assert(sizeof(struct mien_view) == VIEW_BYTES, "Java reads views as such");

jbyteArray jni_views(JNIEnv *env, const struct mien_view *views, size_t count)
{
    jsize size = (jsize)(count * VIEW_BYTES); // below MIEN_VIEWS_MAX of them
    jbyteArray array = (*env)->NewByteArray(env, size);
    if (array != NULL)
        (*env)->SetByteArrayRegion(env, array, 0, size, (const jbyte *)views);
    return array;
}

NATIVE(jstring, viewName, jint kind, jint number)
{
    char name[MIEN_VIEW_NAME_SIZE];
    if (!jni_ok(env, mien_view_name(name, (enum mien_view_kind)kind, (uint32_t)number),
                NULL))
        return NULL;
    return (*env)->NewStringUTF(env, name);
}

NATIVE(jint, viewVariant, jint kind, jint number, jint dihedral)
{
    return (jint)mien_view_variant((enum mien_view_kind)kind, (uint32_t)number,
                                   (enum mien_dihedral)dihedral);
}

// Gives kind, number and dihedral; returns whether it is the variant of a view.
NATIVE(jboolean, viewOfVariant, jint variant, jintArray parts)
{
    enum mien_view_kind kind;
    enum mien_dihedral dihedral;
    uint32_t number;
    if (mien_view_from_variant(&kind, &number, &dihedral, (uint32_t)variant) != MIEN_OK)
        return JNI_FALSE;
    const jint found[] = {(jint)kind, (jint)number, (jint)dihedral};
    (*env)->SetIntArrayRegion(env, parts, 0, 3, found);
    return JNI_TRUE;
}

// Views out of the bytes that jni_views() made of them.
struct set {
    struct mien_view *views;
    size_t count;
};

static bool read_set(struct set *set, JNIEnv *env, jbyteArray bytes)
{
    jsize size = (*env)->GetArrayLength(env, bytes);
    set->count = (size_t)size / VIEW_BYTES;
    set->views = jni_malloc(env, (size_t)size);
    if (set->views == NULL)
        return false;
    (*env)->GetByteArrayRegion(env, bytes, 0, size, (jbyte *)set->views);
    return true;
}

static void free_set(struct set *set)
{
    jni_wipe_free(set->views, set->count * VIEW_BYTES);
}

// Gives the pairs within MIEN_VIEWS_RADIUS, in memory to be freed, or NULL with an
// exception on its way.
static struct mien_view_match *new_matches(JNIEnv *env, const struct set *query,
                                           const struct set *bank, size_t *count)
{
    size_t room = 1024;
    for (;;) {
        struct mien_view_match *matches = jni_malloc(env, room * sizeof *matches);
        if (matches == NULL)
            return NULL;
        enum mien_status status =
            mien_views_match(matches, room, count, query->views, query->count,
                             bank->views, bank->count, MIEN_VIEWS_RADIUS);
        if (status == MIEN_OK)
            return matches;
        free(matches);
        if (status != MIEN_ERROR_LIMIT || *count <= room) {
            jni_ok(env, status, NULL);
            return NULL;
        }
        room = *count;
    }
}

static void decide(JNIEnv *env, const struct set *query, const struct set *bank,
                   jintArray numbers)
{
    struct mien_agreement found;
    size_t count;
    struct mien_view_match *matches = new_matches(env, query, bank, &count);
    if (matches == NULL)
        return;
    enum mien_status status = mien_views_decide(
        &found, query->views, query->count, bank->views, bank->count, matches, count);
    free(matches);
    if (!jni_ok(env, status, NULL))
        return;
    // Of 0 to 1, in parts of a million.
    const jint parts[NUMBERS] = {
        (jint)found.verdict,  (jint)found.reason,   (jint)found.query,
        (jint)found.bank,     (jint)found.distance, (jint)found.dihedral,
        (jint)found.agreeing, (jint)found.windows,  (jint)(found.covered * 1e6F)};
    (*env)->SetIntArrayRegion(env, numbers, 0, NUMBERS, parts);
}

NATIVE(void, viewsDecide, jbyteArray query, jbyteArray bank, jintArray numbers)
{
    struct set ours = {NULL, 0}, theirs = {NULL, 0};
    if (read_set(&ours, env, query) && read_set(&theirs, env, bank))
        decide(env, &ours, &theirs, numbers);
    free_set(&ours);
    free_set(&theirs);
}
