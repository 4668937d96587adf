// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** Which mien this is. */
public final class Mien {
    private Mien() {
    }

    /**
     * The version of the native library in use.
     *
     * @return {@code "0.1.0"}, for instance
     */
    public static String version() {
        return Native.about(0);
    }

    /**
     * The kernels that this processor is given. All of them give the same bits.
     *
     * @return {@code "c"}, {@code "avx2"}, {@code "avx512"} or {@code "neon"}
     */
    public static String kernels() {
        return Native.about(1);
    }
}
