// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A picture on its way into a hash, row by row from the top down, which is never held as a
 * whole. What it holds of the picture is wiped by {@link #close()}.
 */
public final class PdqStream implements AutoCloseable {
    private long handle;

    /**
     * Begins a picture.
     *
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @throws MienException ARGUMENT: a size out of range
     */
    public PdqStream(int width, int height, PixelFormat format) {
        this(width, height, format, PdqMode.FULL);
    }

    /**
     * Begins a picture.
     *
     * @param width in pixels
     * @param height in pixels
     * @param format of the pixels
     * @param mode how the hash is made
     * @throws MienException ARGUMENT: a size out of range
     */
    public PdqStream(int width, int height, PixelFormat format, PdqMode mode) {
        handle = Native.streamOpen(width, height, format.number, mode.number);
    }

    /**
     * Gives the next rows.
     *
     * @param pixels holds them
     * @param offset where the first of them begins
     * @param stride bytes from a row to the next, of either sign
     * @param rows how many
     * @throws MienException ARGUMENT: rows outside the array; STATE: more rows than the
     *         picture has
     */
    public synchronized void push(byte[] pixels, int offset, int stride, int rows) {
        if (pixels == null) {
            throw new MienException(Status.ARGUMENT, "no pixels");
        }
        Native.streamPushArray(alive(), pixels, 0, pixels.length, offset, stride, rows);
    }

    /**
     * Gives the next rows, which lie before the buffer's limit. A direct buffer is not
     * copied.
     *
     * @param pixels holds them; its position is where the first of them begins, and stays
     * @param stride bytes from a row to the next, of either sign
     * @param rows how many
     * @throws MienException ARGUMENT: rows outside the buffer; STATE: more rows than the
     *         picture has
     */
    public synchronized void push(ByteBuffer pixels, int stride, int rows) {
        if (pixels == null) {
            throw new MienException(Status.ARGUMENT, "no pixels");
        }
        // Up to the limit, and from the beginning, since rows may lie bottom-up.
        ByteBuffer whole = pixels.duplicate();
        int first = whole.position();
        whole.position(0);
        if (whole.isDirect()) {
            Native.streamPushBuffer(alive(), whole.slice(), first, stride, rows);
        } else {
            ByteBuffer held = NativeLibrary.withArray(whole);
            Native.streamPushArray(alive(), held.array(), held.arrayOffset(),
                    held.remaining(), first, stride, rows);
        }
    }

    synchronized void pushBitmap(Object bitmap) {
        Native.streamPushBitmap(alive(), bitmap);
    }

    /**
     * Gives the hash, after the last row, and closes the stream.
     *
     * @return the hashes
     * @throws MienException STATE: rows are missing; AGAIN: see
     *         {@link #finishUnlessAgain()}. The stream then goes on.
     */
    public Pdq finish() {
        return finishUnlessAgain().orElseThrow(
                () -> new MienException(Status.AGAIN, "push all rows once more"));
    }

    /**
     * Gives the hash, after the last row, and closes the stream. In the mode
     * {@link PdqMode#GUARDED} it may be in doubt, once: then all rows are to be pushed
     * again.
     *
     * @return nothing when the rows are wanted again
     * @throws MienException STATE: rows are missing. The stream then goes on.
     */
    public synchronized Optional<Pdq> finishUnlessAgain() {
        byte[] hashes = new byte[Native.DIHEDRAL_BYTES];
        int quality = Native.streamFinish(alive(), hashes);
        if (quality < 0) {
            return Optional.empty();
        }
        close();
        return Optional.of(new Pdq(Hash.list(hashes), quality));
    }

    private long alive() {
        if (handle == 0) {
            throw new MienException(Status.STATE, "the stream is closed");
        }
        return handle;
    }

    /** Ends the stream, and wipes what it held. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (handle != 0) {
            Native.streamClose(handle);
            handle = 0;
        }
    }
}
