// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PdqTest {
    private static ByteBuffer direct(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        buffer.rewind();
        return buffer;
    }

    @Test
    void arraysHaveTheHashesOfTheReference() throws Exception {
        assertEquals(48, Vector.all().size());
        for (Vector vector : Vector.all()) {
            Pdq pdq = Pdq.of(vector.pixels(), vector.width, vector.height, vector.format());
            assertEquals(vector.full, pdq.dihedral(), vector.name);
            assertEquals(vector.quality, pdq.quality(), vector.name);
            assertEquals(vector.full.get(3), pdq.hash(Dihedral.ROT270), vector.name);
            Pdq small = Pdq.of(vector.pixels(), 0, vector.stride(), vector.width,
                    vector.height, vector.format(), PdqMode.CLI512);
            assertEquals(vector.cli512, small.hash(), vector.name);
        }
    }

    @Test
    void buffersHaveTheHashesOfTheReference() throws Exception {
        for (Vector vector : Vector.all()) {
            ByteBuffer buffer = direct(vector.pixels());
            Pdq pdq = Pdq.of(buffer, vector.width, vector.height, vector.format());
            assertEquals(vector.full, pdq.dihedral(), vector.name);
            assertEquals(0, buffer.position());
        }
    }

    @Test
    void rgba8888OfAndroidHasTheSameHash() throws Exception {
        Vector vector = Vector.named(Vector.PHOTO);
        for (int gap : new int[] {0, 64}) {
            Pdq pdq = Pdq.ofRgba8888(vector.rgba(gap), 4 * vector.width + gap, vector.width,
                    vector.height);
            assertEquals(vector.hash(), pdq.hash());
        }
    }

    @Test
    void rowsMayLieBottomUp() throws Exception {
        Vector vector = Vector.named(Vector.PHOTO);
        int row = vector.stride();
        int last = row * (vector.height - 1);
        byte[] turned = new byte[row * vector.height];
        for (int y = 0; y < vector.height; y++) {
            System.arraycopy(vector.pixels(), y * row, turned, last - y * row, row);
        }
        assertEquals(vector.hash(), Pdq.of(turned, last, -row, vector.width, vector.height,
                PixelFormat.RGB8, PdqMode.FULL).hash());
        for (ByteBuffer buffer : new ByteBuffer[] {direct(turned), ByteBuffer.wrap(turned)}) {
            buffer.position(last);
            assertEquals(vector.hash(), Pdq.of(buffer, -row, vector.width, vector.height,
                    PixelFormat.RGB8, PdqMode.FULL).hash());
        }
    }

    @Test
    void rowsOutsideTheBufferAreRefused() {
        byte[] array = new byte[64 * 64];
        int[][] wrong = { // offset, stride
            {1, 64}, {-1, 64}, {0, 65}, {0, 63}, {0, -64}, {64 * 63, 64}, {64 * 63 - 1, -64},
            {64 * 63 + 1, -64}, {0, Integer.MAX_VALUE}, {0, Integer.MIN_VALUE},
            {Integer.MAX_VALUE, 64}, {Integer.MAX_VALUE, Integer.MIN_VALUE}};
        for (int[] rows : wrong) {
            Failures.fails(Status.ARGUMENT, () -> Pdq.of(array, rows[0], rows[1], 64, 64,
                    PixelFormat.GRAY8, PdqMode.FULL));
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 64);
        buffer.limit(64 * 64 - 1); // what is behind the limit is not the caller's
        Failures.fails(Status.ARGUMENT, () -> Pdq.of(buffer, 64, 64, PixelFormat.GRAY8));
        Failures.fails(Status.ARGUMENT, () -> Pdq.of(array, 0, 64, PixelFormat.GRAY8));
        Failures.fails(Status.ARGUMENT, () -> Pdq.of(array, 64, -1, PixelFormat.GRAY8));
        Failures.fails(Status.ARGUMENT, () -> Pdq.of((byte[]) null, 64, 64, PixelFormat.GRAY8));
        Failures.fails(Status.ARGUMENT,
                () -> Pdq.of((ByteBuffer) null, 64, 64, PixelFormat.GRAY8));
    }

    @Test
    void aBufferEndsAtItsLimitWhateverItsKind() throws Exception {
        Vector vector = Vector.named(Vector.PHOTO);
        byte[] pixels = vector.pixels();
        byte[] roomy = new byte[pixels.length + 12];
        System.arraycopy(pixels, 0, roomy, 5, pixels.length);
        ByteBuffer[] kinds = {ByteBuffer.wrap(roomy), ByteBuffer.wrap(roomy).asReadOnlyBuffer(),
            direct(roomy), direct(roomy).asReadOnlyBuffer()};
        for (ByteBuffer kind : kinds) {
            kind.position(3);
            ByteBuffer slice = kind.slice(); // of an odd address
            slice.position(2).limit(2 + pixels.length);
            assertEquals(vector.hash(),
                    Pdq.of(slice, vector.width, vector.height, vector.format()).hash());
            assertEquals(2, slice.position());
            slice.limit(1 + pixels.length);
            Failures.fails(Status.ARGUMENT,
                    () -> Pdq.of(slice, vector.width, vector.height, vector.format()));
            slice.position(1).limit(slice.capacity()); // what is before the slice, too
            Failures.fails(Status.ARGUMENT, () -> Pdq.of(slice, -vector.stride(),
                    vector.width, 2, vector.format(), PdqMode.FULL));
        }
    }

    @Test
    void aStreamTakesPortions() throws Exception {
        Vector vector = Vector.named(Vector.PHOTO);
        ByteBuffer buffer = direct(vector.pixels());
        try (PdqStream stream = new PdqStream(vector.width, vector.height, vector.format())) {
            stream.push(vector.pixels(), 0, vector.stride(), 100);
            Failures.fails(Status.STATE, stream::finish);
            buffer.position(100 * vector.stride());
            stream.push(buffer, vector.stride(), vector.height - 100);
            Failures.fails(Status.STATE,
                    () -> stream.push(vector.pixels(), 0, vector.stride(), 1));
            assertEquals(vector.full, stream.finish().dihedral());
            Failures.fails(Status.STATE, stream::finish);
            Failures.fails(Status.STATE,
                    () -> stream.push(vector.pixels(), 0, vector.stride(), 1));
        }
        PdqStream abandoned = new PdqStream(10, 10, PixelFormat.BGRA8, PdqMode.APPROXIMATE);
        abandoned.close();
        abandoned.close();
    }

    @Test
    void aGuardedStreamInDoubtAsksAgain() throws Exception {
        int again = 0;
        for (Vector vector : Vector.all()) {
            try (PdqStream stream = new PdqStream(vector.width, vector.height, vector.format(),
                    PdqMode.GUARDED)) {
                stream.push(vector.pixels(), 0, vector.stride(), vector.height);
                Optional<Pdq> pdq = stream.finishUnlessAgain();
                if (pdq.isEmpty()) {
                    again++;
                    stream.push(vector.pixels(), 0, vector.stride(), vector.height);
                    pdq = stream.finishUnlessAgain();
                    assertEquals(vector.hash(), pdq.orElseThrow().hash(), vector.name);
                }
                Pdq atOnce = Pdq.of(vector.pixels(), 0, vector.stride(), vector.width,
                        vector.height, vector.format(), PdqMode.GUARDED);
                assertEquals(atOnce.hash(), pdq.orElseThrow().hash(), vector.name);
            }
        }
        assertTrue(again > 0);
    }

    @Test
    void bitmapsAreAndroids() {
        Failures.fails(Status.UNSUPPORTED, () -> Pdq.ofBitmap(new Object()));
        Failures.fails(Status.ARGUMENT, () -> Pdq.ofBitmap(null));
    }
}
