// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One hash in an index. Its four parts together are what it is. The numbers are unsigned:
 * {@code Long.toUnsignedString} and {@code Integer.toUnsignedString} print them.
 */
public final class Entry {
    private final Hash hash;
    private final long id;
    private final int list;
    private final int variant;

    /**
     * Makes an entry.
     *
     * @param hash the hash
     * @param id chosen by the caller; several entries may share it
     * @param list chosen by the caller, except {@link Index#ANY_LIST}
     * @param variant flags, or which view of the item: given back untouched
     */
    public Entry(Hash hash, long id, int list, int variant) {
        this.hash = Objects.requireNonNull(hash);
        this.id = id;
        this.list = list;
        this.variant = variant;
    }

    /**
     * Makes an entry of list 0 and variant 0.
     *
     * @param hash the hash
     * @param id chosen by the caller
     */
    public Entry(Hash hash, long id) {
        this(hash, id, 0, 0);
    }

    static Entry get(ByteBuffer from) {
        return new Entry(Hash.get(from), from.getLong(), from.getInt(), from.getInt());
    }

    void put(ByteBuffer to) {
        hash.put(to);
        to.putLong(id).putInt(list).putInt(variant);
    }

    /**
     * The hash.
     *
     * @return never null
     */
    public Hash hash() {
        return hash;
    }

    /**
     * Chosen by the caller.
     *
     * @return unsigned
     */
    public long id() {
        return id;
    }

    /**
     * Chosen by the caller.
     *
     * @return unsigned
     */
    public int list() {
        return list;
    }

    /**
     * Flags, or which view of the item.
     *
     * @return unsigned
     */
    public int variant() {
        return variant;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Entry)) {
            return false;
        }
        Entry entry = (Entry) other;
        return hash.equals(entry.hash) && id == entry.id && list == entry.list
                && variant == entry.variant;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, id, list, variant);
    }

    @Override
    public String toString() {
        return hash + " " + Long.toUnsignedString(id) + " " + Integer.toUnsignedString(list)
                + " " + Integer.toUnsignedString(variant);
    }
}
