// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The hash of a picture's pixels, how much detail it rests on, and its companions. */
public final class Pdq {
    /** A hash of a lower quality matches strangers, and does not protect the picture. */
    public static final int QUALITY_MIN = 50;

    private final List<Hash> dihedral;
    private final int quality;

    Pdq(List<Hash> dihedral, int quality) {
        this.dihedral = dihedral;
        this.quality = quality;
    }

    /**
     * Hashes pixels that lie without gaps in an array, which is copied in portions. A
     * direct buffer is not copied.
     *
     * @param pixels the rows, from the top down
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @return the hashes
     */
    public static Pdq of(byte[] pixels, int width, int height, PixelFormat format) {
        return of(pixels, 0, tight(width, format), width, height, format, PdqMode.FULL);
    }

    /**
     * Hashes pixels in an array.
     *
     * @param pixels holds the rows
     * @param offset where the first row begins
     * @param stride bytes from a row to the next, negative when they lie bottom-up
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @param mode how the hash is made
     * @return the hashes
     * @throws MienException ARGUMENT: a size out of range, or rows outside the array
     */
    public static Pdq of(byte[] pixels, int offset, int stride, int width, int height,
                         PixelFormat format, PdqMode mode) {
        return hash(width, height, format, mode,
                stream -> stream.push(pixels, offset, stride, height));
    }

    /**
     * Hashes pixels that lie without gaps in a buffer, from its position on. A direct
     * buffer is not copied. The position stays.
     *
     * @param pixels the rows, from the top down
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @return the hashes
     */
    public static Pdq of(ByteBuffer pixels, int width, int height, PixelFormat format) {
        return of(pixels, tight(width, format), width, height, format, PdqMode.FULL);
    }

    /**
     * Hashes pixels in a buffer, whose position is where the first row begins, and stays.
     * A direct buffer is not copied.
     *
     * @param pixels holds the rows
     * @param stride bytes from a row to the next, negative when they lie bottom-up
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @param mode how the hash is made
     * @return the hashes
     * @throws MienException ARGUMENT: a size out of range, or rows outside the buffer
     */
    public static Pdq of(ByteBuffer pixels, int stride, int width, int height,
                         PixelFormat format, PdqMode mode) {
        return hash(width, height, format, mode, stream -> stream.push(pixels, stride, height));
    }

    /**
     * Hashes pixels as Android has them in {@code RGBA_8888}: those of an {@code Image.Plane}
     * of an {@code ImageReader}, or of a bitmap copied to a buffer.
     *
     * @param pixels the plane's buffer
     * @param rowStride bytes from a row to the next
     * @param width in pixels
     * @param height in pixels
     * @return the hashes
     */
    public static Pdq ofRgba8888(ByteBuffer pixels, int rowStride, int width, int height) {
        return of(pixels, rowStride, width, height, PixelFormat.RGBA8, PdqMode.FULL);
    }

    /**
     * Hashes a bitmap of Android without copying it, from its locked pixels. Its config has
     * to be {@code ARGB_8888}; one of {@code HARDWARE} is copied to that first, by the
     * caller. Transparent pixels count with the colour that the bitmap has for them, and
     * bitmaps are mostly premultiplied: as if laid over black.
     *
     * @param bitmap an {@code android.graphics.Bitmap}
     * @return the hashes
     * @throws MienException UNSUPPORTED: another config, or this is not Android
     */
    public static Pdq ofBitmap(Object bitmap) {
        int[] size = new int[2];
        if (bitmap == null) {
            throw new MienException(Status.ARGUMENT, "no bitmap");
        }
        Native.bitmapSize(bitmap, size);
        return hash(size[0], size[1], PixelFormat.RGBA8, PdqMode.FULL,
                stream -> stream.pushBitmap(bitmap));
    }

    private interface Pusher {
        void push(PdqStream stream);
    }

    private static Pdq hash(int width, int height, PixelFormat format, PdqMode mode,
                            Pusher pusher) {
        try (PdqStream stream = new PdqStream(width, height, format, mode)) {
            pusher.push(stream);
            Optional<Pdq> pdq = stream.finishUnlessAgain();
            if (pdq.isPresent()) {
                return pdq.get();
            }
            pusher.push(stream);
            return stream.finish();
        }
    }

    private static int tight(int width, PixelFormat format) {
        if (width < 1 || width > Integer.MAX_VALUE / format.bytes) {
            throw new MienException(Status.ARGUMENT, "the width is out of range");
        }
        return width * format.bytes;
    }

    /**
     * The hash of the picture as it is.
     *
     * @return that of {@link Dihedral#ORIGINAL}
     */
    public Hash hash() {
        return dihedral.get(0);
    }

    /**
     * The hash of the picture turned or mirrored.
     *
     * @param which in what way
     * @return the hash
     */
    public Hash hash(Dihedral which) {
        return dihedral.get(which.ordinal());
    }

    /**
     * All eight, in the order of {@link Dihedral}.
     *
     * @return a list that cannot be changed
     */
    public List<Hash> dihedral() {
        return dihedral;
    }

    /**
     * How much detail the hash rests on.
     *
     * @return 0 (none) to 100
     */
    public int quality() {
        return quality;
    }
}
