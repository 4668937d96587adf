// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HashTest {
    private static final String HEX =
            "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    private static final Hash HASH = Hash.fromHex(HEX);

    /** A hash that differs in the first bits. */
    static Hash flipped(Hash hash, int bits) {
        byte[] bytes = hash.toByteArray();
        for (int i = 0; i < bits; i++) {
            bytes[i % Hash.BYTES] ^= (byte) (1 << i / Hash.BYTES);
        }
        return Hash.fromBytes(bytes);
    }

    @Test
    void isAValue() {
        assertEquals(HEX, HASH.hex());
        assertEquals(HEX, HASH.toString());
        assertEquals(HASH, Hash.fromHex(HEX.toUpperCase(java.util.Locale.ROOT)));
        assertEquals(HASH.hashCode(), Hash.fromBytes(HASH.toByteArray()).hashCode());
        assertArrayEquals(new BigInteger("00" + HEX, 16).toByteArray(),
                new BigInteger(1, HASH.toByteArray()).toByteArray());
        assertNotEquals(HASH, flipped(HASH, 1));
        HASH.toByteArray()[0] = 0; // of the caller
        assertEquals(HEX, HASH.hex());
    }

    @Test
    void isOrderedAsANumber() {
        Hash low = Hash.fromHex("0".repeat(63) + "1");
        Hash high = Hash.fromHex("8" + "0".repeat(63));
        Set<Hash> hashes = new TreeSet<>(Set.of(high, HASH, low));
        assertEquals(java.util.List.of(low, high, HASH), new java.util.ArrayList<>(hashes));
    }

    @Test
    void distanceCountsBits() {
        for (int bits : new int[] {0, 1, 31, 32, 100, 256}) {
            assertEquals(bits, HASH.distance(flipped(HASH, bits)));
        }
        assertTrue(HASH.matches(flipped(HASH, 31)));
        assertFalse(HASH.matches(flipped(HASH, 32)));
    }

    @Test
    void nothingElseIsAHash() {
        for (String text : new String[] {"", "00", HEX + "0", HEX.substring(1) + "g",
            HEX.substring(1) + "\u0661"}) { // a digit, and not of these sixteen
            Failures.fails(Status.FORMAT, () -> Hash.fromHex(text));
        }
        Failures.fails(Status.ARGUMENT, () -> Hash.fromBytes(new byte[31]));
    }
}
