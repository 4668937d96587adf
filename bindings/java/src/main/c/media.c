// SPDX-License-Identifier: Apache-2.0
// Files to hashes.
#include "mien_jni.h"

#include <stdlib.h>
#include <string.h>

// The places in the arrays that Java gives and gets: Native.java counts alike.
enum {
    LIMIT_PIXELS,
    LIMIT_FILE_BYTES,
    LIMIT_MEMORY,
    LIMIT_SIDE,
    LIMIT_JPEG_SCANS,
    LIMIT_PNG_CHUNKS,
    MODE,
    FLAGS,
    SPEED,
    OPTIONS
};
enum {
    FORMAT,
    WIDTH,
    HEIGHT,
    ORIENTATION,
    EXIF_ORIENTATION,
    IMAGE_FLAGS,
    SCALE,
    QUALITY,
    SEEN,
    FILE_BYTES,
    NUMBERS
};
enum {
    MD5_SIZE = 16,
    SHA256_SIZE = 32
};

NATIVE(jlong, contextOpen, jlong memory)
{
    struct mien_media_context *context = NULL;
    struct mien_error error = {MIEN_OK, ""};
    if (memory < 0 || (uint64_t)memory > SIZE_MAX) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "");
        return 0;
    }
    if (!jni_ok(env, mien_media_context_open(&context, (size_t)memory, &error), &error))
        return 0;
    return handle_of(context);
}

NATIVE(void, contextClose, jlong handle)
{
    mien_media_context_close(pointer_of(handle));
}

// One call: its options, and the callback of Java.
struct call {
    struct mien_media_options options;
    struct mien_decode_limits limits;
    struct mien_media media;
    struct mien_error error;
    JNIEnv *env;
    jobject progress;
    jmethodID update;
};

static bool tell(void *context, uint32_t done, uint32_t all)
{
    struct call *call = context;
    JNIEnv *env = call->env;
    if ((*env)->ExceptionCheck(env))
        return false; // told to stop before
    jboolean go_on = (*env)->CallBooleanMethod(env, call->progress, call->update,
                                               (jint)done, (jint)all);
    return go_on && !(*env)->ExceptionCheck(env);
}

// Limits that are 0 or below keep their defaults.
static void set_limits(struct mien_decode_limits *limits, const jlong *given)
{
    mien_decode_limits_init(limits);
    if (given[LIMIT_PIXELS] > 0)
        limits->pixels = (uint64_t)given[LIMIT_PIXELS];
    if (given[LIMIT_FILE_BYTES] > 0)
        limits->file_bytes = (uint64_t)given[LIMIT_FILE_BYTES];
    if (given[LIMIT_MEMORY] > 0)
        limits->memory = (uint64_t)given[LIMIT_MEMORY];
    if (given[LIMIT_SIDE] > 0)
        limits->side = (uint32_t)given[LIMIT_SIDE];
    if (given[LIMIT_JPEG_SCANS] > 0)
        limits->jpeg_scans = (uint32_t)given[LIMIT_JPEG_SCANS];
    if (given[LIMIT_PNG_CHUNKS] > 0)
        limits->png_chunks = (uint32_t)given[LIMIT_PNG_CHUNKS];
}

// Prepares a call; false with an exception on its way.
static bool begin(struct call *call, JNIEnv *env, jlong context, jlongArray options,
                  jobject progress)
{
    jlong given[OPTIONS];
    memset(call, 0, sizeof *call);
    (*env)->GetLongArrayRegion(env, options, 0, OPTIONS, given);
    if ((*env)->ExceptionCheck(env))
        return false;
    set_limits(&call->limits, given);
    call->options.size = sizeof call->options;
    call->options.limits = &call->limits;
    call->options.mode = (enum mien_pdq_mode)given[MODE];
    call->options.flags = (uint32_t)given[FLAGS];
    call->options.speed = (enum mien_media_speed)given[SPEED];
    call->options.context = pointer_of(context);
    call->env = env;
    call->progress = progress;
    if (progress == NULL)
        return true;
    jclass class = (*env)->GetObjectClass(env, progress);
    call->update = (*env)->GetMethodID(env, class, "update", "(II)Z");
    call->options.progress = tell;
    call->options.progress_context = call;
    return call->update != NULL;
}

// Hands the results over, or throws.
static void end(struct call *call, enum mien_status status, jbyteArray hashes,
                jbyteArray digests, jlongArray numbers)
{
    JNIEnv *env = call->env;
    const struct mien_media *media = &call->media;
    if (!jni_ok(env, status, &call->error))
        return;
    const jlong found[NUMBERS] = {
        [FORMAT] = (jlong)media->image.format,
        [WIDTH] = media->image.width,
        [HEIGHT] = media->image.height,
        [ORIENTATION] = (jlong)media->image.orientation,
        [EXIF_ORIENTATION] = media->image.exif_orientation,
        [IMAGE_FLAGS] = media->image.flags,
        [SCALE] = media->image.scale,
        [QUALITY] = media->quality,
        [SEEN] = (jlong)media->seen,
        [FILE_BYTES] = (jlong)media->file_bytes,
    };
    (*env)->SetByteArrayRegion(env, hashes, 0, sizeof media->dihedral,
                               (const jbyte *)media->dihedral);
    (*env)->SetByteArrayRegion(env, digests, 0, MD5_SIZE, (const jbyte *)media->md5);
    (*env)->SetByteArrayRegion(env, digests, MD5_SIZE, SHA256_SIZE,
                               (const jbyte *)media->sha256);
    (*env)->SetLongArrayRegion(env, numbers, 0, NUMBERS, found);
}

NATIVE(void, mediaPath, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jbyteArray path)
{
    struct call call;
    if (!begin(&call, env, context, options, progress))
        return;
    char *name = jni_path(env, path);
    if (name == NULL)
        return;
    enum mien_status status =
        mien_media_hash_path(&call.media, name, &call.options, &call.error);
    end(&call, status, hashes, digests, numbers);
    free(name);
}

NATIVE(void, mediaFd, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jint fd)
{
    struct call call;
    if (!begin(&call, env, context, options, progress))
        return;
    enum mien_status status =
        mien_media_hash_fd(&call.media, fd, &call.options, &call.error);
    end(&call, status, hashes, digests, numbers);
}

NATIVE(void, mediaArray, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jbyteArray file,
       jint offset, jint length)
{
    struct call call;
    if (!begin(&call, env, context, options, progress))
        return;
    if (length < 0) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "");
        return;
    }
    unsigned char *bytes = jni_malloc(env, (size_t)length);
    if (bytes == NULL)
        return;
    // Throws when these bytes are not in the array.
    (*env)->GetByteArrayRegion(env, file, offset, length, (jbyte *)bytes);
    if (!(*env)->ExceptionCheck(env)) {
        enum mien_status status = mien_media_hash_bytes(
            &call.media, bytes, (size_t)length, &call.options, &call.error);
        end(&call, status, hashes, digests, numbers);
    }
    jni_wipe_free(bytes, (size_t)length);
}

NATIVE(void, mediaBuffer, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jobject file, jint offset,
       jint length)
{
    struct call call;
    if (!begin(&call, env, context, options, progress))
        return;
    const unsigned char *bytes = (*env)->GetDirectBufferAddress(env, file);
    jlong size = (*env)->GetDirectBufferCapacity(env, file);
    if (bytes == NULL || offset < 0 || length < 0 || offset > size - length) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "the buffer is not direct, or too short");
        return;
    }
    enum mien_status status = mien_media_hash_bytes(
        &call.media, bytes + offset, (size_t)length, &call.options, &call.error);
    end(&call, status, hashes, digests, numbers);
}

NATIVE(jstring, about, jint what)
{
    return (*env)->NewStringUTF(env, what == 0 ? mien_version() : mien_kernels_name());
}

NATIVE(jstring, formatName, jint format)
{
    return (*env)->NewStringUTF(env, mien_format_name((enum mien_format)format));
}
