// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.util.Map;
import java.util.TreeMap;

/** What to search: everything within 31 bits when nothing else is asked for. */
public final class SearchOptions {
    private static final int ONLY_LISTS = 2;
    private static final int COMPLEMENT = 4;

    private int radius = Hash.RADIUS;
    private int flags;
    private int limit;
    // Lists count without a sign.
    private final Map<Integer, Integer> lists = new TreeMap<>(Integer::compareUnsigned);

    /** Makes options with the defaults. */
    public SearchOptions() {
    }

    /**
     * How far a match may be.
     *
     * @param bits 0 to 64
     * @return this
     */
    public SearchOptions radius(int bits) {
        radius = bits;
        return this;
    }

    /**
     * The most matches for each query, the nearest ones.
     *
     * @param matches 0: all
     * @return this
     */
    public SearchOptions limit(int matches) {
        limit = matches;
        return this;
    }

    /**
     * Gives a list a radius of its own.
     *
     * @param list its number
     * @param bits 0 to 64, or -1: the list is not searched
     * @return this
     */
    public SearchOptions list(int list, int bits) {
        lists.put(list, bits);
        return this;
    }

    /**
     * Searches no lists but those that {@link #list} named.
     *
     * @return this
     */
    public SearchOptions onlyLists() {
        flags |= ONLY_LISTS;
        return this;
    }

    /**
     * Looks for negatives too, in {@link Search#oriented}.
     *
     * @return this
     */
    public SearchOptions complement() {
        flags |= COMPLEMENT;
        return this;
    }

    int radius() {
        return radius;
    }

    int flags() {
        return flags;
    }

    int limit() {
        return limit;
    }

    int[] lists() {
        int[] pairs = new int[2 * lists.size()];
        int at = 0;
        for (Map.Entry<Integer, Integer> list : lists.entrySet()) {
            pairs[at++] = list.getKey();
            pairs[at++] = list.getValue();
        }
        return pairs;
    }
}
