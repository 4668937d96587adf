// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.util.List;

/**
 * Something of mien/case.h. An object of C belongs to one thread at a time, and some calls
 * take several: so there is one lock for all of them.
 */
abstract class Owned implements AutoCloseable {
    static final Object LOCK = new Object();

    private long handle;

    Owned(long handle) {
        this.handle = handle;
    }

    abstract void free(long last);

    /** To be called, and the handle used, with the lock. */
    final long alive() {
        if (handle == 0) {
            throw new MienException(Status.STATE,
                    "the " + getClass().getSimpleName() + " is closed");
        }
        return handle;
    }

    static long[] alive(List<? extends Owned> all) {
        return all.stream().mapToLong(Owned::alive).toArray();
    }

    /** Wipes it and gives its memory back. Does nothing the second time. */
    @Override
    public final void close() {
        synchronized (LOCK) {
            if (handle != 0) {
                free(handle);
            }
            handle = 0;
        }
    }
}
