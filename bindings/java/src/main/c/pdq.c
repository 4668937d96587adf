// SPDX-License-Identifier: Apache-2.0
// Streams of pixels into PDQ hashes.
#include "mien_jni.h"

#include <stdlib.h>
#include <string.h>

#ifdef __ANDROID__
#include <android/bitmap.h>
#endif

// Arrays of Java may move at any time, so their rows are copied, in portions of about
// so many bytes.
enum {
    PORTION = 1 << 16
};

struct stream {
    struct mien_pdq_stream *pdq;
    size_t row; // bytes of one
    jint height;
    jint left; // rows that are missing
    size_t scratch_size;
    unsigned char scratch[];
};

NATIVE(jlong, streamOpen, jint width, jint height, jint format, jint mode)
{
    size_t size;
    if (width < 1 || height < 1) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "no pixels");
        return 0;
    }
    if (!jni_ok(env,
                mien_pdq_scratch_size(&size, (uint32_t)width, (uint32_t)height,
                                      (enum mien_pdq_mode)mode),
                NULL))
        return 0;
    if (size > SIZE_MAX - sizeof(struct stream)) {
        jni_throw(env, MIEN_ERROR_LIMIT, "");
        return 0;
    }
    struct stream *stream = jni_malloc(env, sizeof *stream + size);
    if (stream == NULL)
        return 0;
    stream->row = mien_pixel_size((enum mien_pixel_format)format) * (size_t)width;
    stream->height = stream->left = height;
    stream->scratch_size = size;
    enum mien_status status = mien_pdq_begin(
        &stream->pdq, stream->scratch, size, (uint32_t)width, (uint32_t)height,
        (enum mien_pixel_format)format, (enum mien_pdq_mode)mode);
    if (!jni_ok(env, status, NULL)) {
        free(stream);
        return 0;
    }
    return handle_of(stream);
}

// Whether a push of so many rows may go on; throws if not.
static bool may_push(JNIEnv *env, const struct stream *stream, jlong size, jlong offset,
                     jlong stride, jint rows)
{
    if (!jni_rows_fit(size, offset, stride, rows, stream->row)) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "the rows do not fit into the buffer");
        return false;
    }
    if (rows > stream->left) {
        jni_throw(env, MIEN_ERROR_STATE, "more rows than the picture has");
        return false;
    }
    return true;
}

static bool push(JNIEnv *env, struct stream *stream, const void *rows, ptrdiff_t stride,
                 jint count)
{
    enum mien_status status = mien_pdq_push(stream->pdq, rows, stride, (uint32_t)count);
    if (status == MIEN_OK)
        stream->left -= count;
    return jni_ok(env, status, NULL);
}

// The rows lie within `size` bytes of the array from `start` on, the first of them
// `offset` bytes behind that.
NATIVE(void, streamPushArray, jlong handle, jbyteArray pixels, jint start, jint size,
       jint offset, jint stride, jint rows)
{
    struct stream *stream = pointer_of(handle);
    if (!may_push(env, stream, size, offset, stride, rows))
        return;
    jint at_once = (jint)(PORTION / stream->row);
    if (at_once == 0)
        at_once = 1;
    size_t room = stream->row * (size_t)at_once;
    unsigned char *portion = jni_malloc(env, room);
    if (portion == NULL)
        return;
    for (jint done = 0, count; done < rows; done += count) {
        count = rows - done < at_once ? rows - done : at_once;
        for (jint i = 0; i < count; i++)
            (*env)->GetByteArrayRegion(
                env, pixels, (jsize)(start + offset + (jlong)stride * (done + i)),
                (jsize)stream->row, (jbyte *)(portion + stream->row * (size_t)i));
        if (!push(env, stream, portion, (ptrdiff_t)stream->row, count))
            break;
    }
    jni_wipe_free(portion, room);
}

NATIVE(void, streamPushBuffer, jlong handle, jobject buffer, jlong offset, jlong stride,
       jint rows)
{
    struct stream *stream = pointer_of(handle);
    const unsigned char *pixels = (*env)->GetDirectBufferAddress(env, buffer);
    jlong size = (*env)->GetDirectBufferCapacity(env, buffer);
    if (pixels == NULL || size < 0) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "the buffer is not direct");
        return;
    }
    if (may_push(env, stream, size, offset, stride, rows) && rows > 0)
        push(env, stream, pixels + offset, (ptrdiff_t)stride, rows);
}

// Returns the quality, or -1 when the rows are wanted once more.
NATIVE(jint, streamFinish, jlong handle, jbyteArray hashes)
{
    struct stream *stream = pointer_of(handle);
    struct mien_pdq pdq;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    enum mien_status status = mien_pdq_finish(stream->pdq, &pdq, dihedral, NULL);
    if (status == MIEN_ERROR_AGAIN) {
        stream->left = stream->height;
        return -1;
    }
    if (!jni_ok(env, status, NULL))
        return 0;
    stream->pdq = NULL;
    (*env)->SetByteArrayRegion(env, hashes, 0, sizeof dihedral,
                               (const jbyte *)dihedral);
    return (jint)pdq.quality;
}

NATIVE(void, streamClose, jlong handle)
{
    struct stream *stream = pointer_of(handle);
    mien_pdq_abandon(stream->pdq);
    free(stream);
}

#ifdef __ANDROID__

// Gives width and height of a bitmap; of RGBA_8888 alone.
NATIVE(void, bitmapSize, jobject bitmap, jintArray size)
{
    AndroidBitmapInfo info;
    if (AndroidBitmap_getInfo(env, bitmap, &info) != ANDROID_BITMAP_RESULT_SUCCESS ||
        info.format != ANDROID_BITMAP_FORMAT_RGBA_8888) {
        jni_throw(env, MIEN_ERROR_UNSUPPORTED, "the bitmap is not RGBA_8888");
        return;
    }
    const jint sides[] = {(jint)info.width, (jint)info.height};
    (*env)->SetIntArrayRegion(env, size, 0, 2, sides);
}

// The whole bitmap, from its own memory.
NATIVE(void, streamPushBitmap, jlong handle, jobject bitmap)
{
    struct stream *stream = pointer_of(handle);
    AndroidBitmapInfo info;
    void *pixels;
    if (AndroidBitmap_getInfo(env, bitmap, &info) != ANDROID_BITMAP_RESULT_SUCCESS ||
        info.format != ANDROID_BITMAP_FORMAT_RGBA_8888 ||
        (jint)info.height != stream->height || info.width * (size_t)4 != stream->row) {
        jni_throw(env, MIEN_ERROR_ARGUMENT, "the bitmap has changed");
        return;
    }
    if (AndroidBitmap_lockPixels(env, bitmap, &pixels) !=
        ANDROID_BITMAP_RESULT_SUCCESS) {
        jni_throw(env, MIEN_ERROR_UNSUPPORTED, "the bitmap's pixels are out of reach");
        return;
    }
    push(env, stream, pixels, (ptrdiff_t)info.stride, stream->height);
    AndroidBitmap_unlockPixels(env, bitmap);
}

#else

NATIVE(void, bitmapSize, jobject bitmap, jintArray size)
{
    jni_throw(env, MIEN_ERROR_UNSUPPORTED, "bitmaps are Android's");
}

NATIVE(void, streamPushBitmap, jlong handle, jobject bitmap)
{
    jni_throw(env, MIEN_ERROR_UNSUPPORTED, "bitmaps are Android's");
}

#endif
