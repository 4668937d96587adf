// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.util.Objects;

/** One change of an index. Made by the methods here, in force by {@link Index#change}. */
public final class Change {
    private static final Hash NONE = new Hash(0, 0, 0, 0);

    private final int kind;
    private final Entry entry;

    private Change(int kind, Entry entry) {
        this.kind = kind;
        this.entry = Objects.requireNonNull(entry);
    }

    /**
     * The entry comes, unless the very same is there.
     *
     * @param entry to come
     * @return the change
     */
    public static Change add(Entry entry) {
        return new Change(1, entry);
    }

    /**
     * The entry comes, and every other entry of its id in its list goes.
     *
     * @param entry to come
     * @return the change
     */
    public static Change replace(Entry entry) {
        return new Change(2, entry);
    }

    /**
     * Every entry of the id goes.
     *
     * @param id of the entries
     * @param list theirs, or {@link Index#ANY_LIST}
     * @return the change
     */
    public static Change removeId(long id, int list) {
        return new Change(3, new Entry(NONE, id, list, 0));
    }

    /**
     * Every entry of exactly this hash goes.
     *
     * @param hash of the entries
     * @param list theirs, or {@link Index#ANY_LIST}
     * @return the change
     */
    public static Change removeHash(Hash hash, int list) {
        return new Change(4, new Entry(hash, 0, list, 0));
    }

    /**
     * Every entry of exactly this hash and id goes.
     *
     * @param hash of the entries
     * @param id theirs, too
     * @param list theirs, or {@link Index#ANY_LIST}
     * @return the change
     */
    public static Change remove(Hash hash, long id, int list) {
        return new Change(5, new Entry(hash, id, list, 0));
    }

    void put(ByteBuffer to) {
        to.putInt(kind);
        entry.put(to);
    }
}
