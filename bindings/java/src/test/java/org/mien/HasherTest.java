// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HasherTest {
    @TempDir
    Path folder;

    private static Vector photo() throws Exception {
        return Vector.named(Vector.PHOTO);
    }

    private static void isPhoto(Media media, byte[] file) throws Exception {
        assertEquals(photo().full, media.dihedral());
        assertEquals(photo().hash(), media.hash());
        assertEquals(photo().hash(), media.seenHash());
        assertEquals(photo().quality, media.quality());
        assertEquals("PNG", media.format());
        assertEquals(List.of(1024, 768, 1),
                List.of(media.width(), media.height(), media.orientation()));
        assertEquals(file.length, media.fileBytes());
        assertArrayEquals(Vector.sha256(file), media.sha256());
        assertFalse(media.isPartial() || media.hasAlpha() || media.isAnimated());
    }

    @Test
    void filesHaveTheHashOfTheirRows() throws Exception {
        byte[] file = photo().png();
        Path path = Files.write(folder.resolve("picture.png"), file);
        ByteBuffer direct = ByteBuffer.allocateDirect(file.length + 10);
        direct.position(5);
        direct.put(file).flip().position(5);
        ByteBuffer wrapped = ByteBuffer.wrap(Arrays.copyOf(file, file.length + 3), 0,
                file.length);
        Hasher.Builder[] builders = {Hasher.builder(), Hasher.builder().memory(16 << 20)};
        for (Hasher.Builder builder : builders) {
            try (Hasher hasher = builder.build()) {
                isPhoto(hasher.hash(path), file);
                isPhoto(hasher.hash(file), file);
                isPhoto(hasher.hash(direct), file);
                isPhoto(hasher.hash(wrapped), file);
                isPhoto(hasher.hash(wrapped.asReadOnlyBuffer()), file);
                isPhoto(hasher.hash(direct.asReadOnlyBuffer()), file);
            }
        }
        assertEquals(5, direct.position());
    }

    @Test
    void namesMayHaveAnyCharacters() throws Exception {
        String name = "\u00e9t\u00e9 \ud83d\udcf7.png";
        Path path;
        try {
            path = Files.write(folder.resolve(name), photo().png());
        } catch (java.nio.file.InvalidPathException notHere) {
            Assumptions.abort("the JVM itself cannot name it in this locale");
            return;
        }
        try (Hasher hasher = new Hasher()) {
            assertEquals(photo().hash(), hasher.hash(path).hash());
        }
    }

    @Test
    void pathsOfOtherFileSystemsAreRefused() throws Exception {
        Path zip = folder.resolve("archive.zip");
        URI uri = URI.create("jar:" + zip.toUri());
        try (FileSystem archive = FileSystems.newFileSystem(uri, Map.of("create", "true"));
                Hasher hasher = new Hasher()) {
            Failures.fails(Status.ARGUMENT, () -> hasher.hash(archive.getPath("/etc/passwd")));
        }
    }

    @Test
    void closingWaitsForAnotherThread() throws Exception {
        byte[] file = photo().png();
        CountDownLatch inside = new CountDownLatch(1);
        Hasher hasher = Hasher.builder().memory(16 << 20).progress((done, all) -> {
            inside.countDown();
            return true;
        }).build();
        FutureTask<Media> work = new FutureTask<>(() -> hasher.hash(file));
        new Thread(work).start();
        inside.await();
        hasher.close();
        isPhoto(work.get(), file);
        Failures.fails(Status.STATE, () -> hasher.hash(file));
    }

    @Test
    void failuresTellWhy() throws Exception {
        byte[] file = photo().png();
        byte[] half = Arrays.copyOf(file, file.length / 2);
        try (Hasher hasher = new Hasher()) {
            MienException missing = Failures.fails(Status.IO,
                    () -> hasher.hash(folder.resolve("missing")));
            assertEquals("No such file or directory", missing.detail());
            MienException damaged = Failures.fails(Status.CORRUPT, () -> hasher.hash(half));
            assertFalse(damaged.detail().isEmpty());
            assertTrue(damaged.getMessage().endsWith(": " + damaged.detail()));
            Failures.fails(Status.FORMAT, () -> hasher.hash(new byte[0]));
            Failures.fails(Status.FORMAT, () -> hasher.hash("no image".getBytes("UTF-8")));
            Failures.fails(Status.ARGUMENT, () -> hasher.hash((byte[]) null));
            Failures.fails(Status.ARGUMENT, () -> hasher.hashFd(-1));
        }
        try (Hasher hasher = Hasher.builder().allowPartial().noDigests().build()) {
            Media media = hasher.hash(half);
            assertTrue(media.isPartial());
            assertArrayEquals(new byte[32], media.sha256());
            assertArrayEquals(new byte[16], media.md5());
        }
        try (Hasher hasher = Hasher.builder().maxSide(100).build()) {
            Failures.fails(Status.LIMIT, () -> hasher.hash(file));
        }
        Failures.fails(Status.ARGUMENT, () -> Hasher.builder().memory(1).build());
        Failures.fails(Status.ARGUMENT, () -> Hasher.builder().maxPixels(0));
    }

    @Test
    void transparencyIsDroppedOrLaidOverWhite() throws Exception {
        byte[] file = photo().transparentPng();
        try (Hasher hasher = new Hasher();
                Hasher white = Hasher.builder().alphaOnWhite().build()) {
            assertEquals(photo().hash(), hasher.hash(file).hash());
            assertTrue(hasher.hash(file).hasAlpha());
            assertFalse(photo().hash().matches(white.hash(file).hash()));
        }
    }

    @Test
    void fastIsNear() throws Exception {
        byte[] file = photo().jpeg();
        try (Hasher exact = new Hasher();
                Hasher fast = Hasher.builder().fast().build();
                Hasher fastest = Hasher.builder().fastest().build();
                Hasher both = Hasher.builder().fast().mode(PdqMode.GUARDED).build()) {
            assertEquals("JPEG", exact.hash(file).format());
            assertTrue(exact.hash(file).hash().matches(fast.hash(file).hash()));
            assertTrue(exact.hash(file).hash().matches(fastest.hash(file).hash()));
            Failures.fails(Status.ARGUMENT, () -> both.hash(file));
        }
    }

    @Test
    void progressStopsAndThrows() throws Exception {
        byte[] file = photo().png();
        int[] calls = {0};
        Hasher.Builder counting = Hasher.builder().progress((done, all) -> {
            assertTrue(done <= all && (all == 0 || all == 768), done + " of " + all);
            return ++calls[0] < 2;
        });
        try (Hasher hasher = counting.build()) {
            Failures.fails(Status.CANCELLED, () -> hasher.hash(file));
            assertEquals(2, calls[0]);
        }
        Hasher.Builder throwing = Hasher.builder().progress((done, all) -> {
            throw new IllegalStateException("mine");
        });
        try (Hasher hasher = throwing.build()) {
            assertEquals("mine", assertThrows(IllegalStateException.class,
                    () -> hasher.hash(file)).getMessage());
        }
    }

    @Test
    void progressCannotPullTheMemoryAway() throws Exception {
        byte[] file = photo().png();
        Hasher[] own = new Hasher[1];
        Hasher.Progress closing = (done, all) -> {
            own[0].close();
            return true;
        };
        try (Hasher hasher = Hasher.builder().memory(16 << 20).progress(closing).build()) {
            own[0] = hasher;
            Failures.fails(Status.STATE, () -> hasher.hash(file));
        }
        Failures.fails(Status.STATE, () -> own[0].hash(file));
    }
}
