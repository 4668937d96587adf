// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What failing calls throw. */
final class Failures {
    private Failures() {
    }

    /** The call throws a MienException of this status, which is returned. */
    static MienException fails(Status status, Executable call) {
        MienException failure = assertThrows(MienException.class, call);
        assertEquals(status, failure.status(), failure.getMessage());
        return failure;
    }
}
