// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** How a hash is made. See {@code enum mien_pdq_mode} in {@code <mien/pdq.h>}. */
public enum PdqMode {
    /** Every pixel, every rounding of the reference: the default. */
    FULL(0),
    /** As Meta's pdq-photo-hasher does: large pictures are first resized to 512 x 512. */
    CLI512(1),
    /** Some four times as fast, and seldom a bit or two off: for looking up only. */
    APPROXIMATE(2),
    /** {@link #APPROXIMATE}, and where that is in doubt {@link #FULL}. */
    GUARDED(3);

    final int number;

    PdqMode(int number) {
        this.number = number;
    }
}
