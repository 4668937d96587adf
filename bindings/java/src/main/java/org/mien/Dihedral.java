// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** The eight ways to turn and mirror a picture, in the order of their hashes. */
public enum Dihedral {
    /** As it is. */
    ORIGINAL,
    /** Turned counter-clockwise. */
    ROT90,
    /** Turned upside down. */
    ROT180,
    /** Turned clockwise. */
    ROT270,
    /** Mirrored top to bottom. */
    FLIPX,
    /** Mirrored left to right. */
    FLIPY,
    /** Mirrored along the main diagonal. */
    FLIPPLUS1,
    /** Mirrored along the other diagonal. */
    FLIPMINUS1
}
