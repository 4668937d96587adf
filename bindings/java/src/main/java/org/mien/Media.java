// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.util.Arrays;
import java.util.List;

/** What was found in a file. Immutable. */
public final class Media {
    private static final int ALPHA = 1;
    private static final int ANIMATED = 8;
    private static final int PARTIAL = 16;
    private static final int MD5_BYTES = 16;

    private final List<Hash> dihedral;
    private final byte[] digests;
    // In the order of src/main/c/media.c.
    private final long[] numbers;

    Media(byte[] hashes, byte[] digests, long[] numbers) {
        this.dihedral = Hash.list(hashes);
        this.digests = digests;
        this.numbers = numbers;
    }

    /**
     * The hash of the rows as stored, which is the reference's.
     *
     * @return the hash
     */
    public Hash hash() {
        return dihedral.get(0);
    }

    /**
     * The hash of the picture as a viewer shows it, who heeds the EXIF orientation.
     *
     * @return one of the eight
     */
    public Hash seenHash() {
        return dihedral.get((int) numbers[8]);
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
     * Whether the hashes are the reference's, bit for bit: no others belong into a
     * {@link Case}.
     *
     * @return true for {@link PdqMode#FULL}, when neither fast nor fastest was asked for
     */
    public boolean isExact() {
        return numbers[10] != 0;
    }

    /**
     * How much detail the hashes rest on. See {@link Pdq#QUALITY_MIN}.
     *
     * @return 0 to 100
     */
    public int quality() {
        return (int) numbers[7];
    }

    /**
     * The kind of the file.
     *
     * @return {@code "JPEG"}, for instance
     */
    public String format() {
        return Native.formatName((int) numbers[0]);
    }

    /**
     * Of the stored picture.
     *
     * @return in pixels
     */
    public int width() {
        return (int) numbers[1];
    }

    /**
     * Of the stored picture.
     *
     * @return in pixels
     */
    public int height() {
        return (int) numbers[2];
    }

    /**
     * What a viewer does to the stored rows.
     *
     * @return 1 to 8, as EXIF counts
     */
    public int orientation() {
        return (int) numbers[3];
    }

    /**
     * Whether the file has transparency.
     *
     * @return true when it has
     */
    public boolean hasAlpha() {
        return (numbers[5] & ALPHA) != 0;
    }

    /**
     * Whether there are more frames than the first, which was hashed.
     *
     * @return true for an animation
     */
    public boolean isAnimated() {
        return (numbers[5] & ANIMATED) != 0;
    }

    /**
     * Whether the picture is damaged or cut short, and was hashed all the same.
     *
     * @return only true with {@link Hasher.Builder#allowPartial()}
     */
    public boolean isPartial() {
        return (numbers[5] & PARTIAL) != 0;
    }

    /**
     * The size of the file.
     *
     * @return in bytes
     */
    public long fileBytes() {
        return numbers[9];
    }

    /**
     * MD5 of the file.
     *
     * @return 16 bytes, the caller's own; zero with {@link Hasher.Builder#noDigests()}
     */
    public byte[] md5() {
        return Arrays.copyOf(digests, MD5_BYTES);
    }

    /**
     * SHA-256 of the file.
     *
     * @return 32 bytes, the caller's own; zero with {@link Hasher.Builder#noDigests()}
     */
    public byte[] sha256() {
        return Arrays.copyOfRange(digests, MD5_BYTES, digests.length);
    }
}
