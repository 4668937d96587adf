// SPDX-License-Identifier: Apache-2.0
// What the native methods of org.mien.Native share. They check whatever could lead C
// out of its memory; what an argument means, libmien judges.
#ifndef MIEN_JNI_H
#define MIEN_JNI_H

#include <jni.h>
#include <stdbool.h>
#include <stddef.h>

#include <mien/mien.h>

// The head of a native method, behind its prototype.
#define NATIVE(type, name, ...)                                                        \
    JNIEXPORT type JNICALL Java_org_mien_Native_##name(JNIEnv *env, jclass class,      \
                                                       __VA_ARGS__);                   \
    JNIEXPORT type JNICALL Java_org_mien_Native_##name(JNIEnv *env, jclass class,      \
                                                       __VA_ARGS__)

// A pointer as Java keeps it.
static inline jlong handle_of(void *pointer)
{
    return (jlong)(intptr_t)pointer;
}

static inline void *pointer_of(jlong handle)
{
    return (void *)(intptr_t)handle; // NOLINT(performance-no-int-to-ptr)
}

// Returns whether the call went well. If not, a MienException is on its way, unless a
// callback has thrown already. To be called at once, while errno is that of the call.
bool jni_ok(JNIEnv *env, enum mien_status status, const struct mien_error *error);

// Throws a MienException for a failure of the binding's own.
void jni_throw(JNIEnv *env, enum mien_status status, const char *detail);

// malloc(), or NULL with an exception on its way.
void *jni_malloc(JNIEnv *env, size_t size);

// Wipes and frees memory that held pixels, or bytes of a file. NULL does nothing.
void jni_wipe_free(void *memory, size_t size);

// Returns a zero-terminated copy of an array to be freed, or NULL with an exception on
// its way.
char *jni_path(JNIEnv *env, jbyteArray path);

// Returns the views as an array of their bytes, or NULL with an exception on its way.
jbyteArray jni_views(JNIEnv *env, const struct mien_view *views, size_t count);

// Whether `rows` rows of `row` bytes lie within `size` bytes, when the first begins at
// `offset` and each of the others `stride` bytes, of either sign, from the one before.
bool jni_rows_fit(jlong size, jlong offset, jlong stride, jint rows, size_t row);

#endif
