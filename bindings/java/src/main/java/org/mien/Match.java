// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** An entry within the radius of a query. */
public final class Match {
    private final long id;
    private final int list;
    private final int variant;
    private final int distance;
    private final int orientation;
    private final int query;

    Match(long[] numbers, int at) {
        id = numbers[at];
        list = (int) (numbers[at + 1] >>> 32);
        variant = (int) numbers[at + 1];
        distance = (int) (numbers[at + 2] >>> 32);
        orientation = (int) numbers[at + 2];
        query = (int) numbers[at + 3];
    }

    /**
     * Of the entry.
     *
     * @return unsigned
     */
    public long id() {
        return id;
    }

    /**
     * Of the entry.
     *
     * @return unsigned
     */
    public int list() {
        return list;
    }

    /**
     * Of the entry.
     *
     * @return unsigned
     */
    public int variant() {
        return variant;
    }

    /**
     * The Hamming distance to the query.
     *
     * @return 0 to 64
     */
    public int distance() {
        return distance;
    }

    /**
     * Which of the picture's hashes matched, for {@link Search#oriented}.
     *
     * @return how the picture is turned
     */
    public Dihedral orientation() {
        return Dihedral.values()[orientation % Dihedral.values().length];
    }

    /**
     * Whether it was the negative of the picture that matched, for
     * {@link Search#oriented} with {@link SearchOptions#complement()}.
     *
     * @return true when it was
     */
    public boolean isNegative() {
        return orientation >= Dihedral.values().length;
    }

    /**
     * Which query of a batch.
     *
     * @return from 0
     */
    public int query() {
        return query;
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(id) + " " + Integer.toUnsignedString(list) + " "
                + Integer.toUnsignedString(variant) + " at " + distance;
    }
}
