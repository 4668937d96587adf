// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** Whether an upload is an item, and why. See {@code struct mien_agreement}. */
public final class Agreement {
    /** What was decided. */
    public enum Verdict {
        /** They have nothing in common that counts. */
        NOTHING,
        /** They share something: for a person to look at. */
        REVIEW,
        /** It is this picture, or a part of it. */
        MATCH
    }

    /** Why. */
    public enum Reason {
        /** Nothing matched. */
        NONE,
        /** A view of the whole picture matched. */
        VIEW,
        /** Windows agree. */
        WINDOWS,
        /** Windows matched that do not agree, or too few. */
        SHARED
    }

    private final int[] numbers;

    Agreement(int[] numbers) {
        this.numbers = numbers;
    }

    /**
     * What was decided.
     *
     * @return never null
     */
    public Verdict verdict() {
        return Verdict.values()[numbers[0]];
    }

    /**
     * Why.
     *
     * @return never null
     */
    public Reason reason() {
        return Reason.values()[numbers[1]];
    }

    /**
     * Of the nearest two views.
     *
     * @return 256 when none are within 31
     */
    public int distance() {
        return numbers[4];
    }

    /**
     * How the item is turned in the upload.
     *
     * @return its dihedral
     */
    public Dihedral dihedral() {
        return Dihedral.values()[numbers[5]];
    }

    /**
     * Of the item's windows.
     *
     * @return how many agree
     */
    public int agreeing() {
        return numbers[6];
    }

    /**
     * The windows of the item that the agreeing ones are among.
     *
     * @return how many they were compared with
     */
    public int windows() {
        return numbers[7];
    }

    /**
     * The part of what both have in common that agreeing windows cover.
     *
     * @return 0 to 1
     */
    public double covered() {
        return numbers[8] / 1e6;
    }
}
