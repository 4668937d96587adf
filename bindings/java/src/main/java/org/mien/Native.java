// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;

/**
 * The functions of src/main/c. Whoever calls them sees to it that handles are alive, that
 * arrays are not null, and that one object is used by one thread at a time where C wants
 * it so.
 */
final class Native {
    static {
        NativeLibrary.load("mien-jni", "org.mien.library");
    }

    private Native() {
    }

    /** Gets each entry of an index; answers whether to go on. */
    interface Visitor {
        boolean visit(long a, long b, long c, long d, long id, int list, int variant);
    }

    static final int HASH_BYTES = 32;
    static final int DIHEDRAL_BYTES = 8 * HASH_BYTES;
    static final int ENTRY_BYTES = HASH_BYTES + 16;
    static final int CHANGE_BYTES = 4 + ENTRY_BYTES;
    static final int MATCH_LONGS = 4;
    static final int DIGEST_BYTES = 16 + 32;
    static final int MEDIA_NUMBERS = 11;
    static final int MEDIA_OPTIONS = 11;
    static final int VIEW_BYTES = 304;
    static final int AGREEMENT_NUMBERS = 9;
    static final int STAT_NUMBERS = 11;

    static native String about(int what);

    static native String formatName(int format);

    static native long streamOpen(int width, int height, int format, int mode);

    static native void streamPushArray(long stream, byte[] pixels, int start, int size,
                                       int offset, int stride, int rows);

    static native void streamPushBuffer(long stream, ByteBuffer pixels, long offset,
                                        long stride, int rows);

    static native void bitmapSize(Object bitmap, int[] size);

    static native void streamPushBitmap(long stream, Object bitmap);

    static native int streamFinish(long stream, byte[] hashes);

    static native void streamClose(long stream);

    static native long contextOpen(long memory);

    static native void contextClose(long context);

    static native byte[] mediaPath(byte[] hashes, byte[] digests, long[] numbers, long context,
                                   long[] options, Hasher.Progress progress, byte[] path);

    static native byte[] mediaFd(byte[] hashes, byte[] digests, long[] numbers, long context,
                                 long[] options, Hasher.Progress progress, int fd);

    static native byte[] mediaArray(byte[] hashes, byte[] digests, long[] numbers, long context,
                                    long[] options, Hasher.Progress progress, byte[] file,
                                    int offset, int length);

    static native byte[] mediaBuffer(byte[] hashes, byte[] digests, long[] numbers, long context,
                                     long[] options, Hasher.Progress progress, ByteBuffer file,
                                     int offset, int length);

    static native String viewName(int kind, int number);

    static native int viewVariant(int kind, int number, int dihedral);

    static native boolean viewOfVariant(int variant, int[] parts);

    static native void viewsDecide(byte[] query, byte[] bank, int[] numbers);

    static native void indexCreate(byte[] path);

    static native long indexOpen(byte[] path, int flags, int sync, long compactAfter);

    static native void indexClose(long index);

    static native void indexChange(long index, byte[] changes, long[] did);

    static native void indexSync(long index);

    static native void indexCompact(long index);

    static native void indexStat(long index, long[] numbers);

    static native long indexVerify(byte[] path);

    static native boolean indexEach(long index, Visitor visitor);

    static native long searchOpen(long index);

    static native void searchClose(long search);

    static native long[] search(long search, byte[] hashes, boolean oriented, int radius,
                                int flags, int limit, int[] listRadii);

    static native byte[] searchId(long search, long id, int list, int limit);
}
