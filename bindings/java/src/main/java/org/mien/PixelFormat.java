// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** How one pixel lies in memory: 8 bits a channel, in the order of the name. */
public enum PixelFormat {
    /** Grey. */
    GRAY8(1, 1),
    /** Red, green, blue. */
    RGB8(2, 3),
    /** Blue, green, red. */
    BGR8(3, 3),
    /** Red, green, blue, alpha, which hashing drops. Android's {@code ARGB_8888}. */
    RGBA8(4, 4),
    /** Blue, green, red, alpha, which hashing drops. */
    BGRA8(5, 4);

    final int number;
    final int bytes;

    PixelFormat(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /**
     * The bytes of one pixel.
     *
     * @return 1, 3 or 4
     */
    public int bytes() {
        return bytes;
    }
}
