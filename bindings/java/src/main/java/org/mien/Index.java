// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * The matching index: every hash within a Hamming distance, among millions, exactly. It is
 * a folder, opened by one writer at a time and by any number of readers, who see every
 * change with their next query. An Index may be used by all threads at the same time.
 */
public final class Index implements AutoCloseable {
    /** In a removal: whatever the list. No entry can be in this list. */
    public static final int ANY_LIST = -1;

    private static final int WRITE = 1;
    private static final int RESIDENT = 2;

    private final Set<Search> searches = Collections.newSetFromMap(new ConcurrentHashMap<>());
    // Whoever uses the handle reads; whoever closes it writes.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long handle;

    private Index(Path path, int flags) {
        handle = Native.indexOpen(NativeLibrary.bytes(path), flags, 0, 0);
    }

    /**
     * Makes an empty index.
     *
     * @param path a new folder, or an empty one
     * @throws MienException STATE: the folder is not empty; IO
     */
    public static void create(Path path) {
        Native.indexCreate(NativeLibrary.bytes(path));
    }

    /**
     * Opens an index for searching.
     *
     * @param path its folder
     * @return to be closed
     * @throws MienException IO, FORMAT, VERSION, CORRUPT, MEMORY
     */
    public static Index open(Path path) {
        return new Index(path, 0);
    }

    /**
     * Opens an index for searching, with a copy of it in memory: slower to open, and safe
     * on disks of which a part may go away, such as those of a network.
     *
     * @param path its folder
     * @return to be closed
     * @throws MienException as {@link #open}
     */
    public static Index openResident(Path path) {
        return new Index(path, RESIDENT);
    }

    /**
     * Opens an index for changes, and searching. Changes are on the disk when the method
     * that makes them returns.
     *
     * @param path its folder
     * @return to be closed
     * @throws MienException as {@link #open}, and BUSY: another writer has it
     */
    public static Index openForChanges(Path path) {
        return new Index(path, WRITE);
    }

    /**
     * Reads every byte of an index and checks every checksum.
     *
     * @param path its folder
     * @return how many entries its snapshot has
     * @throws MienException as {@link #open}; CORRUPT with the file and the place
     */
    public static long verify(Path path) {
        return Native.indexVerify(NativeLibrary.bytes(path));
    }

    /** What changes did. */
    public static final class Changed {
        private final long[] numbers;

        private Changed(long[] numbers) {
            this.numbers = numbers;
        }

        /**
         * Entries that came.
         *
         * @return how many
         */
        public long added() {
            return numbers[0];
        }

        /**
         * Entries that went.
         *
         * @return how many
         */
        public long removed() {
            return numbers[1];
        }

        /**
         * Changes that changed nothing.
         *
         * @return how many
         */
        public long unchanged() {
            return numbers[2];
        }
    }

    /**
     * Makes changes, in their order: after a crash either all of them are there or none.
     *
     * @param changes to make
     * @return what they did
     * @throws MienException STATE: not opened for changes; IO, MEMORY, LIMIT, CORRUPT
     */
    public Changed change(List<Change> changes) {
        ByteBuffer bytes = ByteBuffer.allocate(
                Math.multiplyExact(changes.size(), Native.CHANGE_BYTES));
        bytes.order(ByteOrder.nativeOrder());
        for (Change change : changes) {
            change.put(bytes);
        }
        long[] did = new long[3];
        changing(() -> Native.indexChange(handle, bytes.array(), did));
        return new Changed(did);
    }

    /**
     * Makes one change.
     *
     * @param change to make
     * @return what it did
     * @throws MienException as {@link #change(List)}
     */
    public Changed change(Change change) {
        return change(Collections.singletonList(change));
    }

    /**
     * Folds all changes into a new snapshot, which makes queries faster and erases the
     * hashes that were removed from the disk. Queries and changes go on meanwhile.
     *
     * @throws MienException STATE: not opened for changes; IO, MEMORY, CORRUPT
     */
    public void compact() {
        changing(() -> Native.indexCompact(handle));
    }

    /**
     * Makes a search.
     *
     * @return for one thread, to be closed
     * @throws MienException MEMORY
     */
    public Search search() {
        lock.readLock().lock();
        try {
            alive();
            Search search = new Search(this, Native.searchOpen(handle));
            searches.add(search);
            return search;
        } finally {
            lock.readLock().unlock();
        }
    }

    void forget(Search search) {
        searches.remove(search);
    }

    /**
     * Visits every entry that was there when the call began, by ascending id, then list,
     * variant and hash.
     *
     * @param visitor answers whether to go on. What it throws comes out of the call. It may
     *                search, and must not change or close the index (STATE).
     * @return whether every entry was visited
     * @throws MienException MEMORY, CORRUPT, IO
     */
    public boolean each(Predicate<Entry> visitor) {
        lock.readLock().lock();
        try {
            alive();
            return Native.indexEach(handle, (a, b, c, d, id, list, variant) ->
                    visitor.test(new Entry(new Hash(a, b, c, d), id, list, variant)));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Figures about an open index. See {@code struct mien_index_stat}. */
    public static final class Stat {
        private final long[] numbers = new long[Native.STAT_NUMBERS];

        private Stat() {
        }

        /**
         * Entries that queries can find.
         *
         * @return how many
         */
        public long entries() {
            return numbers[0];
        }

        /**
         * Removed entries that a compaction would erase.
         *
         * @return how many
         */
        public long tombstones() {
            return numbers[3];
        }

        /**
         * Of the snapshot: grows with every compaction.
         *
         * @return its number
         */
        public long generation() {
            return numbers[7];
        }

        /**
         * Of the files.
         *
         * @return in bytes
         */
        public long fileBytes() {
            return numbers[8] + numbers[9];
        }
    }

    /**
     * Gives figures.
     *
     * @return as of now
     * @throws MienException IO
     */
    public Stat stat() {
        Stat stat = new Stat();
        lock.readLock().lock();
        try {
            alive();
            Native.indexStat(handle, stat.numbers);
        } finally {
            lock.readLock().unlock();
        }
        return stat;
    }

    private void changing(Runnable change) {
        outsideVisits();
        lock.readLock().lock();
        try {
            alive();
            change.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    // Within each() this thread holds the lock already.
    private void outsideVisits() {
        if (lock.getReadHoldCount() > 0) {
            throw new MienException(Status.STATE, "entries are being visited");
        }
    }

    private void alive() {
        if (handle == 0) {
            throw new MienException(Status.STATE, "the index is closed");
        }
    }

    /**
     * Closes the index and its searches, when no other thread uses it any more. Does nothing
     * the second time.
     *
     * @throws MienException IO
     */
    @Override
    public void close() {
        outsideVisits();
        lock.writeLock().lock();
        try {
            for (Search search : searches) {
                search.close();
            }
            if (handle != 0) {
                long last = handle;
                handle = 0;
                Native.indexClose(last);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
