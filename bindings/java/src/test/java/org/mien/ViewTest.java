// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {
    @TempDir
    Path folder;
    private final Hasher hasher = new Hasher();

    // The photo, and without a fifth of it on each side.
    private static byte[] whole() throws Exception {
        return Vector.named(Vector.PHOTO).png();
    }

    private static byte[] part() throws Exception {
        return Vector.named(Vector.PHOTO).png(200, 150, 624, 468);
    }

    @Test
    void viewsAreOfThePicture() throws Exception {
        Vector photo = Vector.named(Vector.PHOTO);
        Viewed bank = hasher.views(whole(), View.Purpose.BANK, 0);
        assertEquals(photo.hash(), bank.media().hash());
        View first = bank.views().get(0);
        assertEquals(View.Kind.WHOLE, first.kind());
        assertEquals("whole", first.name());
        assertEquals(photo.full, first.hashes());
        assertEquals(photo.quality, first.quality());
        assertEquals(3, first.variant(Dihedral.ROT270));
        View window = bank.views().stream().filter(view -> view.kind() == View.Kind.WINDOW)
                .findFirst().orElseThrow();
        assertEquals("window-" + window.number(), window.toString());
        assertEquals(8, window.hashes().size());
    }

    @Test
    void everyWayInGivesTheSameViews() throws Exception {
        byte[] file = whole();
        ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file);
        direct.flip();
        Path path = Files.write(folder.resolve("picture.png"), file);
        List<Viewed> all = List.of(hasher.views(file, View.Purpose.QUERY, 0),
                hasher.views(direct, View.Purpose.QUERY, 0),
                hasher.views(ByteBuffer.wrap(file), View.Purpose.QUERY, 0),
                hasher.views(path, View.Purpose.QUERY, 0));
        for (Viewed viewed : all) {
            assertEquals(hashes(all.get(0).views()), hashes(viewed.views()));
        }
        assertEquals(5, hashes(hasher.views(file, View.Purpose.QUERY, 5).views()).size());
    }

    private static List<Hash> hashes(List<View> views) {
        List<Hash> hashes = new ArrayList<>();
        for (View view : views) {
            hashes.add(view.hashes().get(0));
        }
        return hashes;
    }

    @Test
    void aPartIsFoundAgain() throws Exception {
        List<View> item = hasher.views(whole(), View.Purpose.BANK, 0).views();
        List<View> upload = hasher.views(part(), View.Purpose.QUERY, 0).views();
        Agreement agreement = View.decide(upload, item);
        assertEquals(Agreement.Verdict.MATCH, agreement.verdict());
        assertEquals(Dihedral.ORIGINAL, agreement.dihedral());
        assertTrue(agreement.distance() <= Hash.RADIUS);
        // By its windows alone, the whole picture is itself.
        List<View> windows = new ArrayList<>(item);
        windows.removeIf(view -> view.kind() != View.Kind.WINDOW);
        Agreement same = View.decide(hasher.views(whole(), View.Purpose.QUERY, 0).views(),
                windows);
        assertEquals(Agreement.Reason.WINDOWS, same.reason());
        assertTrue(same.agreeing() > 0 && same.agreeing() <= same.windows());
        assertTrue(same.covered() > 0 && same.covered() <= 1, "covered " + same.covered());
        List<View> other = hasher.views(Vector.named("tri_rgb_800x600").png(),
                View.Purpose.QUERY, 0).views();
        assertEquals(Agreement.Verdict.NOTHING, View.decide(other, item).verdict());
        assertEquals(Agreement.Reason.NONE, View.decide(other, item).reason());
        assertEquals(Agreement.Verdict.NOTHING, View.decide(List.of(), item).verdict());
    }

    @Test
    void anIndexHoldsViews() throws Exception {
        Path path = folder.resolve("index");
        Index.create(path);
        try (Index index = Index.openForChanges(path); Search search = index.search()) {
            List<Change> changes = new ArrayList<>();
            for (View view : hasher.views(whole(), View.Purpose.BANK, 0).views()) {
                for (Dihedral which : Dihedral.values()) {
                    changes.add(Change.add(new Entry(view.hashes().get(which.ordinal()), 7, 2,
                            view.variant(which))));
                }
            }
            assertEquals(changes.size(), index.change(changes).added());
            List<View> upload = hasher.views(part(), View.Purpose.QUERY, 0).views();
            List<Match> matches = search.batch(hashes(upload), new SearchOptions());
            assertEquals(7, matches.get(0).id());
            List<View> item = View.ofEntries(search.id(7, 2));
            assertEquals(changes.size() / 8, item.size());
            assertEquals(Agreement.Verdict.MATCH, View.decide(upload, item).verdict());
        }
    }

    @Test
    void failuresTellWhy() throws Exception {
        Failures.fails(Status.FORMAT, () -> hasher.views(new byte[9], View.Purpose.BANK, 0));
        Failures.fails(Status.ARGUMENT, () -> hasher.views(whole(), View.Purpose.BANK, -1));
        try (Hasher fast = Hasher.builder().mode(PdqMode.APPROXIMATE).build()) {
            Failures.fails(Status.ARGUMENT, () -> fast.views(whole(), View.Purpose.BANK, 0));
        }
    }
}
