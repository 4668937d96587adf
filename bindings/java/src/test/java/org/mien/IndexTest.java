// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
    private static final int COUNT = 200;

    @TempDir
    Path folder;
    private Path path;
    // Far from each other.
    private final List<Hash> hashes = new ArrayList<>();

    @BeforeEach
    void make() {
        Random random = new Random(7);
        for (int i = 0; i < COUNT; i++) {
            hashes.add(new Hash(random.nextLong(), random.nextLong(), random.nextLong(),
                    random.nextLong()));
        }
        path = folder.resolve("index");
        Index.create(path);
    }

    // Numbers with the highest bit, too.
    private static long id(int i) {
        return -1000L - i;
    }

    private void fill(Index index) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            changes.add(Change.add(new Entry(hashes.get(i), id(i), i % 3 - 4, -i)));
        }
        assertEquals(COUNT, index.change(changes).added());
    }

    @Test
    void findsWhatWasAdded() {
        try (Index index = Index.openForChanges(path); Search search = index.search()) {
            fill(index);
            Hash near = HashTest.flipped(hashes.get(5), 20);
            List<Match> matches = search.hash(near);
            assertEquals(1, matches.size());
            Match match = matches.get(0);
            assertEquals(id(5), match.id());
            assertEquals(-2, match.list());
            assertEquals(-5, match.variant());
            assertEquals(20, match.distance());
            assertEquals(List.of(), search.hash(near, new SearchOptions().radius(19)));
            assertTrue(search.any(near, new SearchOptions()));
            SearchOptions others = new SearchOptions().list(-4, 31).list(-3, 31).list(7, 0);
            assertEquals(1, search.hash(near, others).size());
            assertEquals(List.of(), search.hash(near, others.onlyLists()));
            assertEquals(List.of(), search.hash(near, new SearchOptions().list(-2, -1)));
            Failures.fails(Status.ARGUMENT,
                    () -> search.hash(near, new SearchOptions().radius(65)));
            Failures.fails(Status.ARGUMENT,
                    () -> search.hash(near, new SearchOptions().radius(-1)));
        }
    }

    @Test
    void batchesAndPicturesThatWereTurned() {
        try (Index index = Index.openForChanges(path); Search search = index.search()) {
            fill(index);
            List<Match> all = search.batch(hashes, new SearchOptions());
            assertEquals(COUNT, all.size());
            for (int i = 0; i < COUNT; i++) {
                assertEquals(i, all.get(i).query());
                assertEquals(id(i), all.get(i).id());
            }
            assertEquals(List.of(), search.batch(List.of(), new SearchOptions()));
            List<Hash> turned = new ArrayList<>(Collections.nCopies(8,
                    Hash.fromHex("0".repeat(64))));
            turned.set(Dihedral.ROT180.ordinal(), hashes.get(9));
            Match match = search.oriented(turned, new SearchOptions()).get(0);
            assertEquals(id(9), match.id());
            assertEquals(Dihedral.ROT180, match.orientation());
            assertFalse(match.isNegative());
            Failures.fails(Status.ARGUMENT,
                    () -> search.oriented(turned.subList(0, 7), new SearchOptions()));
            turned.set(Dihedral.ROT180.ordinal(), HashTest.flipped(hashes.get(9), 256));
            assertEquals(List.of(), search.oriented(turned, new SearchOptions()));
            Match negative = search.oriented(turned, new SearchOptions().complement()).get(0);
            assertEquals(Dihedral.ROT180, negative.orientation());
            assertTrue(negative.isNegative());
        }
    }

    @Test
    void entriesOfAnId() {
        try (Index index = Index.openForChanges(path); Search search = index.search()) {
            Entry first = new Entry(hashes.get(0), 7, 1, 2);
            Entry second = new Entry(hashes.get(1), 7, 3, 0);
            index.change(List.of(Change.add(second), Change.add(first)));
            assertEquals(List.of(first, second), search.id(7, Index.ANY_LIST));
            assertEquals(List.of(second), search.id(7, 3));
            assertEquals(List.of(), search.id(8, Index.ANY_LIST));
        }
    }

    @Test
    void forgetsWhatWasRemoved() {
        try (Index index = Index.openForChanges(path)) {
            for (int i = 0; i < 4; i++) {
                index.change(Change.add(new Entry(hashes.get(i), i, i, 0)));
            }
            assertEquals(1, index.change(Change.removeId(0, Index.ANY_LIST)).removed());
            assertEquals(1, index.change(Change.removeId(0, Index.ANY_LIST)).unchanged());
            assertEquals(1, index.change(Change.removeHash(hashes.get(1), 1)).removed());
            assertEquals(0, index.change(Change.remove(hashes.get(2), 3, 2)).removed());
            assertEquals(1, index.change(Change.remove(hashes.get(2), 2, 2)).removed());
            index.change(Change.replace(new Entry(hashes.get(0), 3, 3, 0)));
            try (Search search = index.search()) {
                assertFalse(search.any(hashes.get(3), new SearchOptions()));
                assertTrue(search.any(hashes.get(0), new SearchOptions()));
            }
            long before = index.stat().generation();
            index.compact();
            assertEquals(1, index.stat().entries());
            assertEquals(0, index.stat().tombstones());
            assertEquals(before + 1, index.stat().generation());
            assertTrue(index.stat().fileBytes() > 0);
        }
        assertEquals(1, Index.verify(path));
        try (Index index = Index.openResident(path); Search search = index.search()) {
            assertTrue(search.any(hashes.get(0), new SearchOptions()));
            Failures.fails(Status.STATE, () -> index.change(Change.removeId(3, 3)));
        }
    }

    @Test
    void eachEntryIsVisitedOnce() {
        try (Index index = Index.openForChanges(path); Search search = index.search()) {
            fill(index);
            List<Entry> seen = new ArrayList<>();
            assertTrue(index.each(seen::add));
            assertEquals(COUNT, seen.size());
            // By ascending id, which counts without a sign.
            assertEquals(new Entry(hashes.get(COUNT - 1), id(COUNT - 1), (COUNT - 1) % 3 - 4,
                    1 - COUNT), seen.get(0));
            int[] calls = {0};
            assertFalse(index.each(entry -> ++calls[0] < 3));
            assertEquals(3, calls[0]);
            assertTrue(index.each(entry -> search.any(entry.hash(), new SearchOptions())));
            assertEquals("mine", assertThrows(IllegalStateException.class, () -> index.each(e -> {
                throw new IllegalStateException("mine");
            })).getMessage());
        }
    }

    @Test
    void aVisitMustNotChangeOrClose() {
        Index index = Index.openForChanges(path);
        fill(index);
        Failures.fails(Status.STATE, () -> index.each(entry -> {
            index.close();
            return true;
        }));
        Failures.fails(Status.STATE, () -> index.each(
                entry -> index.change(Change.removeId(1, 1)).removed() == 0));
        assertEquals(COUNT, index.stat().entries());
        index.close();
    }

    @Test
    void whatIsClosedSaysSo() {
        Index index = Index.openForChanges(path);
        Search search = index.search();
        Failures.fails(Status.BUSY, () -> Index.openForChanges(path));
        index.close();
        index.close();
        search.close();
        Failures.fails(Status.STATE, () -> search.hash(hashes.get(0)));
        Failures.fails(Status.STATE, index::search);
        Failures.fails(Status.STATE, index::stat);
        Failures.fails(Status.STATE, () -> index.change(Change.removeId(1, 1)));
        Failures.fails(Status.STATE, () -> Index.create(path));
        Failures.fails(Status.IO, () -> Index.open(folder.resolve("missing")));
        Index.openForChanges(path).close();
    }

    @Test
    void threadsSearchWhileItIsClosed() throws Exception {
        Index index = Index.openForChanges(path);
        fill(index);
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Search search = index.search();
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        for (Hash hash : hashes) {
                            wrong.addAndGet(search.hash(hash).size() == 1 ? 0 : 1);
                        }
                        rounds.incrementAndGet();
                    }
                } catch (MienException closed) {
                    wrong.addAndGet(closed.status() == Status.STATE ? 0 : 1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        while (rounds.get() < 4) {
            Thread.onSpinWait();
        }
        index.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong.get());
    }
}
