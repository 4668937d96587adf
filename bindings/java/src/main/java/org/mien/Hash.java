// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A PDQ hash: 256 bits that describe the look of a picture. Immutable, and ordered as the
 * number that it is. Treat it as something private.
 */
public final class Hash implements Comparable<Hash> {
    /** Two hashes at this distance or nearer show the same picture. */
    public static final int RADIUS = 31;
    /** The bytes of a hash. */
    public static final int BYTES = 32;

    private static final int HEX_DIGITS = 64;

    // Most significant first.
    private final long a;
    private final long b;
    private final long c;
    private final long d;

    Hash(long a, long b, long c, long d) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    /**
     * Reads a hash.
     *
     * @param hex exactly 64 hexadecimal digits, of either case
     * @return the hash
     * @throws MienException FORMAT: something else
     */
    public static Hash fromHex(CharSequence hex) {
        byte[] bytes = new byte[BYTES];
        boolean wrong = hex.length() != HEX_DIGITS;
        for (int i = 0; !wrong && i < HEX_DIGITS; i++) {
            int digit = hex.charAt(i) < 128 ? Character.digit(hex.charAt(i), 16) : -1;
            wrong = digit < 0;
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        if (wrong) {
            throw new MienException(Status.FORMAT, "not 64 hexadecimal digits");
        }
        return fromBytes(bytes);
    }

    /**
     * Makes a hash of its bytes.
     *
     * @param bytes 32 of them, the most significant first
     * @return the hash
     */
    public static Hash fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new MienException(Status.ARGUMENT, "not 32 bytes");
        }
        return get(ByteBuffer.wrap(bytes));
    }

    static Hash get(ByteBuffer from) {
        ByteOrder order = from.order();
        from.order(ByteOrder.BIG_ENDIAN);
        Hash hash = new Hash(from.getLong(), from.getLong(), from.getLong(), from.getLong());
        from.order(order);
        return hash;
    }

    void put(ByteBuffer to) {
        ByteOrder order = to.order();
        to.order(ByteOrder.BIG_ENDIAN).putLong(a).putLong(b).putLong(c).putLong(d);
        to.order(order);
    }

    static byte[] bytes(List<Hash> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(hashes.size(), BYTES));
        for (Hash hash : hashes) {
            hash.put(bytes);
        }
        return bytes.array();
    }

    static List<Hash> list(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        List<Hash> hashes = new ArrayList<>(bytes.length / BYTES);
        while (from.hasRemaining()) {
            hashes.add(get(from));
        }
        return Collections.unmodifiableList(hashes);
    }

    /**
     * The bytes, the most significant first.
     *
     * @return 32 bytes, the caller's own
     */
    public byte[] toByteArray() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        put(bytes);
        return bytes.array();
    }

    /**
     * In hexadecimal.
     *
     * @return 64 lower-case digits
     */
    public String hex() {
        StringBuilder hex = new StringBuilder(HEX_DIGITS);
        for (byte value : toByteArray()) {
            hex.append(Character.forDigit(value >> 4 & 15, 16));
            hex.append(Character.forDigit(value & 15, 16));
        }
        return hex.toString();
    }

    /**
     * The Hamming distance.
     *
     * @param other another hash
     * @return 0 (equal) to 256
     */
    public int distance(Hash other) {
        return Long.bitCount(a ^ other.a) + Long.bitCount(b ^ other.b)
                + Long.bitCount(c ^ other.c) + Long.bitCount(d ^ other.d);
    }

    /**
     * Whether both show the same picture, by the usual {@link #RADIUS}.
     *
     * @param other another hash
     * @return true when the distance is 31 at most
     */
    public boolean matches(Hash other) {
        return distance(other) <= RADIUS;
    }

    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash && compareTo((Hash) other) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a ^ Long.rotateLeft(b, 17) ^ Long.rotateLeft(c, 31)
                ^ Long.rotateLeft(d, 47));
    }

    /** As {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }
}
