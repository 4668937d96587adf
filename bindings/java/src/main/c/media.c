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
    PURPOSES, // of views; 0: none are wanted
    BUDGET,
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
    EXACT,
    NUMBERS
};
enum {
    MD5_SIZE = 16,
    SHA256_SIZE = 32,
    VIEWS_SIZE = MIEN_VIEWS_MAX * sizeof(struct mien_view)
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
    struct mien_views_options views_options;
    struct mien_media media;
    struct mien_view *views; // NULL: none are wanted
    size_t view_count;
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

static bool set_progress(struct call *call)
{
    JNIEnv *env = call->env;
    jclass class = (*env)->GetObjectClass(env, call->progress);
    call->update = (*env)->GetMethodID(env, class, "update", "(II)Z");
    call->options.progress = tell;
    call->options.progress_context = call;
    return call->update != NULL;
}

// Prepares a call; false with an exception on its way.
static bool begin(struct call *call, JNIEnv *env, jlong context, jlongArray options,
                  jobject progress)
{
    jlong given[OPTIONS];
    *call = (struct call){.env = env};
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
    call->views_options.size = sizeof call->views_options;
    call->views_options.purposes = (uint32_t)given[PURPOSES];
    call->views_options.budget = (uint32_t)given[BUDGET];
    call->progress = progress;
    if (progress != NULL && !set_progress(call))
        return false;
    if (given[PURPOSES] == 0)
        return true;
    call->views = jni_malloc(env, VIEWS_SIZE);
    return call->views != NULL;
}

// Hands the results over, or throws. Returns the views as bytes, or NULL. The call is
// over then.
static jbyteArray end(struct call *call, enum mien_status status, jbyteArray hashes,
                      jbyteArray digests, jlongArray numbers)
{
    JNIEnv *env = call->env;
    const struct mien_media *media = &call->media;
    jbyteArray views = NULL;
    if (!jni_ok(env, status, &call->error))
        goto out;
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
        [EXACT] = media->mode == MIEN_PDQ_FULL && media->speed == MIEN_MEDIA_EXACT,
    };
    (*env)->SetByteArrayRegion(env, hashes, 0, sizeof media->dihedral,
                               (const jbyte *)media->dihedral);
    (*env)->SetByteArrayRegion(env, digests, 0, MD5_SIZE, (const jbyte *)media->md5);
    (*env)->SetByteArrayRegion(env, digests, MD5_SIZE, SHA256_SIZE,
                               (const jbyte *)media->sha256);
    (*env)->SetLongArrayRegion(env, numbers, 0, NUMBERS, found);
    if (call->views != NULL)
        views = jni_views(env, call->views, call->view_count);
out:
    jni_wipe_free(call->views, VIEWS_SIZE);
    return views;
}

// A file: its path, or its bytes, or else its descriptor.
struct source {
    const char *path;
    const void *bytes;
    size_t size;
    int fd;
};

static enum mien_status hash(struct call *call, const struct source *file)
{
    if (file->path != NULL)
        return mien_media_hash_path(&call->media, file->path, &call->options,
                                    &call->error);
    if (file->bytes != NULL)
        return mien_media_hash_bytes(&call->media, file->bytes, file->size,
                                     &call->options, &call->error);
    return mien_media_hash_fd(&call->media, file->fd, &call->options, &call->error);
}

static enum mien_status hash_views(struct call *call, const struct source *file)
{
    struct mien_media *media = &call->media;
    struct mien_view *views = call->views;
    size_t *count = &call->view_count;
    const struct mien_media_options *how = &call->options;
    const struct mien_views_options *which = &call->views_options;
    struct mien_error *error = &call->error;
    const size_t most = MIEN_VIEWS_MAX;
    if (file->path != NULL)
        return mien_media_views_path(media, views, most, count, file->path, how, which,
                                     error);
    if (file->bytes != NULL)
        return mien_media_views_bytes(media, views, most, count, file->bytes,
                                      file->size, how, which, error);
    return mien_media_views_fd(media, views, most, count, file->fd, how, which, error);
}

// Hashes the file of a call that has begun, and ends the call.
static jbyteArray finish(struct call *call, const struct source *file,
                         jbyteArray hashes, jbyteArray digests, jlongArray numbers)
{
    enum mien_status status =
        call->views != NULL ? hash_views(call, file) : hash(call, file);
    return end(call, status, hashes, digests, numbers);
}

NATIVE(jbyteArray, mediaPath, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jbyteArray path)
{
    struct call call;
    jbyteArray views = NULL;
    char *name = jni_path(env, path);
    if (name != NULL && begin(&call, env, context, options, progress))
        views = finish(&call, &(struct source){.path = name}, hashes, digests, numbers);
    free(name);
    return views;
}

NATIVE(jbyteArray, mediaFd, jbyteArray hashes, jbyteArray digests, jlongArray numbers,
       jlong context, jlongArray options, jobject progress, jint fd)
{
    struct call call;
    if (!begin(&call, env, context, options, progress))
        return NULL;
    return finish(&call, &(struct source){.fd = fd}, hashes, digests, numbers);
}

NATIVE(jbyteArray, mediaArray, jbyteArray hashes, jbyteArray digests,
       jlongArray numbers, jlong context, jlongArray options, jobject progress,
       jbyteArray file, jint offset, jint length)
{
    struct call call;
    jbyteArray views = NULL;
    const size_t size = (size_t)length;
    unsigned char *bytes = jni_malloc(env, size);
    if (bytes == NULL)
        return NULL;
    // Throws when these bytes are not in the array.
    (*env)->GetByteArrayRegion(env, file, offset, length, (jbyte *)bytes);
    if (!(*env)->ExceptionCheck(env) && begin(&call, env, context, options, progress)) {
        const struct source source = {.bytes = bytes, .size = size};
        views = finish(&call, &source, hashes, digests, numbers);
    }
    jni_wipe_free(bytes, size);
    return views;
}

NATIVE(jbyteArray, mediaBuffer, jbyteArray hashes, jbyteArray digests,
       jlongArray numbers, jlong context, jlongArray options, jobject progress,
       jobject file, jint offset, jint length)
{
    struct call call;
    const unsigned char *bytes = (*env)->GetDirectBufferAddress(env, file);
    jlong room = (*env)->GetDirectBufferCapacity(env, file);
    if (bytes == NULL || offset < 0 || length < 0 || offset > room - length) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "the bytes are not in the buffer");
        return NULL;
    }
    if (!begin(&call, env, context, options, progress))
        return NULL;
    const struct source source = {.bytes = bytes + offset, .size = (size_t)length};
    return finish(&call, &source, hashes, digests, numbers);
}

NATIVE(jstring, about, jint what)
{
    return (*env)->NewStringUTF(env, what == 0 ? mien_version() : mien_kernels_name());
}

NATIVE(jstring, formatName, jint format)
{
    return (*env)->NewStringUTF(env, mien_format_name((enum mien_format)format));
}
