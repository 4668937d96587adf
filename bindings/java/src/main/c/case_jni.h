// SPDX-License-Identifier: Apache-2.0
// What the native methods of org.mien.NativeCase share.
#ifndef MIEN_CASE_JNI_H
#define MIEN_CASE_JNI_H

#include "mien_jni.h"

#include <mien/case.h>

// The head of a native method, behind its prototype.
#define CASE(type, name, ...)                                                          \
    JNIEXPORT type JNICALL Java_org_mien_NativeCase_##name(JNIEnv *env, jclass class,  \
                                                           __VA_ARGS__);               \
    JNIEXPORT type JNICALL Java_org_mien_NativeCase_##name(JNIEnv *env, jclass class,  \
                                                           __VA_ARGS__)
// Of one without arguments.
#define CASE_PLAIN(type, name)                                                         \
    JNIEXPORT type JNICALL Java_org_mien_NativeCase_##name(JNIEnv *env, jclass class); \
    JNIEXPORT type JNICALL Java_org_mien_NativeCase_##name(JNIEnv *env, jclass class)

// A copy of an array, with a zero behind it; NULL for none. It may be secret.
struct case_bytes {
    char *at;
    size_t size;
};

// False with an exception on its way. To be freed in either case, which wipes it.
bool case_bytes_in(struct case_bytes *bytes, JNIEnv *env, jbyteArray array);
void case_bytes_free(struct case_bytes *bytes);

// A text that a function of mien/case.h gave out.
struct case_text {
    char *at;
    size_t size;
};

// Returns bytes as an array, or NULL with an exception on its way.
jbyteArray case_bytes_out(JNIEnv *env, const char *bytes, size_t size);

// Returns the text as an array and frees it, unless the call that gave it failed: NULL
// with an exception on its way.
jbyteArray case_text_out(JNIEnv *env, struct case_text *text, enum mien_status status,
                         const struct mien_error *error);

// Puts texts into an array of byte[]; NULL is left out. False with an exception on its
// way.
bool case_texts_out(JNIEnv *env, jobjectArray to, const char *const *texts, int count);

// Returns handles as pointers, to be freed, or NULL with an exception on its way.
void **case_pointers(JNIEnv *env, jlongArray handles, size_t *count);

#endif
