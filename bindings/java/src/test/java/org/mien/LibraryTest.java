// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryTest {
    @Test
    void tellsItsVersion() {
        assertTrue(Mien.version().matches("\\d+\\.\\d+\\.\\d+"), Mien.version());
        assertTrue(Set.of("c", "avx2", "avx512", "neon").contains(Mien.kernels()));
    }

    @Test
    void knowsEveryStatus() {
        assertEquals(Status.KEY, Status.of(14));
        assertEquals(Status.UNKNOWN, Status.of(1000));
    }

    @Test
    void namesFilesAsTheSystemDoes() {
        assertArrayEquals(new byte[] {'a', '/', 'b'}, NativeLibrary.bytes(Path.of("a/b")));
    }
}
