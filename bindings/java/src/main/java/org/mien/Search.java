// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A thread's means to search an index: make one for each thread, since others wait. It is
 * closed with its index at the latest.
 */
public final class Search implements AutoCloseable {
    private static final SearchOptions DEFAULTS = new SearchOptions();
    private static final int ANY = 1;

    private final Index index;
    private long handle;

    Search(Index index, long handle) {
        this.index = index;
        this.handle = handle;
    }

    /**
     * Finds the entries within 31 bits of a hash.
     *
     * @param hash to look for
     * @return the nearest first; equally near ones by list, id and variant
     * @throws MienException CORRUPT, IO, MEMORY
     */
    public List<Match> hash(Hash hash) {
        return hash(hash, DEFAULTS);
    }

    /**
     * Finds the entries near a hash.
     *
     * @param hash to look for
     * @param options what to search
     * @return the nearest first; equally near ones by list, id and variant
     * @throws MienException CORRUPT, IO, MEMORY; ARGUMENT: options out of range
     */
    public List<Match> hash(Hash hash, SearchOptions options) {
        return search(hash.toByteArray(), false, options, 0);
    }

    /**
     * Whether any entry is near a hash: stops at the first.
     *
     * @param hash to look for
     * @param options what to search
     * @return true when there is one
     * @throws MienException as {@link #hash(Hash, SearchOptions)}
     */
    public boolean any(Hash hash, SearchOptions options) {
        return !search(hash.toByteArray(), false, options, ANY).isEmpty();
    }

    /**
     * Finds the entries near each of many hashes, which is faster than one by one.
     *
     * @param hashes to look for
     * @param options what to search
     * @return those of the first hash first: see {@link Match#query()}
     * @throws MienException as {@link #hash(Hash, SearchOptions)}
     */
    public List<Match> batch(List<Hash> hashes, SearchOptions options) {
        return search(Hash.bytes(hashes), false, options, 0);
    }

    /**
     * Finds the entries near a picture however it was turned or mirrored: each once, with
     * its nearest orientation.
     *
     * @param dihedral the eight hashes, as {@link Pdq#dihedral()} gives them
     * @param options what to search
     * @return the nearest first
     * @throws MienException as {@link #hash(Hash, SearchOptions)}
     */
    public List<Match> oriented(List<Hash> dihedral, SearchOptions options) {
        return search(Hash.bytes(dihedral), true, options, 0);
    }

    private synchronized List<Match> search(byte[] hashes, boolean oriented,
                                            SearchOptions options, int flags) {
        long[] numbers = Native.search(alive(), hashes, oriented, options.radius(),
                options.flags() | flags, options.limit(), options.lists());
        List<Match> matches = new ArrayList<>(numbers.length / Native.MATCH_LONGS);
        for (int at = 0; at < numbers.length; at += Native.MATCH_LONGS) {
            matches.add(new Match(numbers, at));
        }
        return Collections.unmodifiableList(matches);
    }

    /**
     * Finds the entries of an id.
     *
     * @param id theirs
     * @param list theirs, or {@link Index#ANY_LIST}
     * @return by list, then variant
     * @throws MienException CORRUPT, IO, MEMORY
     */
    public synchronized List<Entry> id(long id, int list) {
        ByteBuffer bytes = ByteBuffer.wrap(Native.searchId(alive(), id, list, 0));
        bytes.order(ByteOrder.nativeOrder());
        List<Entry> entries = new ArrayList<>(bytes.remaining() / Native.ENTRY_BYTES);
        while (bytes.hasRemaining()) {
            entries.add(Entry.get(bytes));
        }
        return Collections.unmodifiableList(entries);
    }

    private long alive() {
        if (handle == 0) {
            throw new MienException(Status.STATE, "the search or its index is closed");
        }
        return handle;
    }

    /** Gives its memory back. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (handle != 0) {
            Native.searchClose(handle);
            handle = 0;
            index.forget(this);
        }
    }
}
