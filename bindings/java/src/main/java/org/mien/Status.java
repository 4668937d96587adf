// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** Why a call failed. See {@code enum mien_status} in {@code <mien/status.h>}. */
public enum Status {
    /** One that this version of the binding does not know. */
    UNKNOWN(-1),
    /** An argument breaks the contract of the method: a bug of the caller. */
    ARGUMENT(1),
    /** The system had no memory left. */
    MEMORY(2),
    /** A file could not be opened or read; the detail has the system's reason. */
    IO(3),
    /** The bytes are not an image of any kind that mien can name. */
    FORMAT(4),
    /** An image of a kind, or with a feature, that this build cannot decode. */
    UNSUPPORTED(5),
    /** The image asks for more than the limits allow. */
    LIMIT(6),
    /** The image, or the index, is damaged or cut short. */
    CORRUPT(7),
    /** A structure is of a version that this library does not know. */
    VERSION(8),
    /** The caller's own callback asked to stop. */
    CANCELLED(9),
    /** Methods were called in an order that cannot work, or after close(). */
    STATE(10),
    /** A library that mien relies on failed in a way that is not the file's fault. */
    INTERNAL(11),
    /** Somebody else has it, as only one can at a time. */
    BUSY(12),
    /** The rules forbid it. */
    REFUSED(13),
    /** It does not open with this key or passphrase, or it was changed since. */
    KEY(14),
    /** No failure yet: the rows are wanted once more. */
    AGAIN(15);

    final int number;

    Status(int number) {
        this.number = number;
    }

    static Status of(int number) {
        for (Status status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        return UNKNOWN;
    }
}
