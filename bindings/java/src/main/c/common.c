// SPDX-License-Identifier: Apache-2.0
// Failures, memory and bounds.
#include "mien_jni.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

// The constructor takes the status, its sentence, and the detail.
static void throw_exception(JNIEnv *env, enum mien_status status, const char *detail)
{
    jclass class = (*env)->FindClass(env, "org/mien/MienException");
    if (class == NULL)
        return; // that threw
    jmethodID make = (*env)->GetMethodID(env, class, "<init>",
                                         "(ILjava/lang/String;Ljava/lang/String;)V");
    if (make == NULL)
        return;
    jstring sentence = (*env)->NewStringUTF(env, mien_strerror(status));
    jstring clause = (*env)->NewStringUTF(env, detail);
    if (sentence == NULL || clause == NULL)
        return;
    jobject exception =
        (*env)->NewObject(env, class, make, (jint)status, sentence, clause);
    if (exception != NULL)
        (*env)->Throw(env, exception);
}

// In English: the locale's bytes may not be those that Java takes.
static void throw_system(JNIEnv *env, enum mien_status status, int number)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *reason = plain != (locale_t)0 ? strerror_l(number, plain) : "";
    throw_exception(env, status, reason);
    if (plain != (locale_t)0)
        freelocale(plain);
}

bool jni_ok(JNIEnv *env, enum mien_status status, const struct mien_error *error)
{
    int number = errno;
    if ((*env)->ExceptionCheck(env))
        return false;
    if (status == MIEN_OK)
        return true;
    if (status == MIEN_ERROR_IO && number != 0)
        throw_system(env, status, number);
    else
        throw_exception(env, status, error != NULL ? error->detail : "");
    return false;
}

void jni_throw(JNIEnv *env, enum mien_status status, const char *detail)
{
    throw_exception(env, status, detail);
}

void *jni_malloc(JNIEnv *env, size_t size)
{
    void *memory = malloc(size != 0 ? size : 1);
    if (memory == NULL)
        throw_exception(env, MIEN_ERROR_MEMORY, "");
    return memory;
}

void jni_wipe_free(void *memory, size_t size)
{
    // Volatile, or the compiler would see that nobody reads it again.
    volatile unsigned char *byte = memory;
    for (size_t i = 0; memory != NULL && i < size; i++)
        byte[i] = 0;
    free(memory);
}

char *jni_path(JNIEnv *env, jbyteArray path)
{
    jsize length = (*env)->GetArrayLength(env, path);
    char *copy = jni_malloc(env, (size_t)length + 1);
    if (copy == NULL)
        return NULL;
    (*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)copy);
    copy[length] = '\0';
    return copy;
}

bool jni_rows_fit(jlong size, jlong offset, jlong stride, jint rows, size_t row)
{
    if (rows == 0)
        return true;
    jlong last = size - (jlong)row; // where a row may begin at most
    if (rows < 0 || offset < 0 || offset > last)
        return false;
    if (rows == 1)
        return true;
    if (stride > last || stride < -last)
        return false;
    jlong step = stride < 0 ? -stride : stride;
    jlong room = stride < 0 ? offset : last - offset;
    return step >= (jlong)row && step <= room / (rows - 1);
}
