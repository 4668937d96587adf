// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Hashes files: PDQ of the picture, MD5 and SHA-256 of the bytes, in one pass. With
 * {@link Builder#memory} it takes the memory for all files once, which is what a server
 * does for each of its threads. One file at a time; other threads wait.
 */
public final class Hasher implements AutoCloseable {
    private final long[] options;
    private final Progress progress;
    private long context;
    private boolean closed;
    private boolean busy; // so that a callback cannot pull the memory away

    /** Makes one with the defaults. */
    public Hasher() {
        this(new Builder());
    }

    private Hasher(Builder builder) {
        options = builder.options.clone();
        progress = builder.progress;
        context = builder.memory != 0 ? Native.contextOpen(builder.memory) : 0;
    }

    /**
     * Begins to say how files are hashed.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Is told how far a file is. */
    public interface Progress {
        /**
         * Called in the thread of the call, for 64 rows once at least. What it throws comes
         * out of the call. It must not use the hasher.
         *
         * @param rowsDone so far
         * @param rowsAll of the picture; 0 while that is not known
         * @return true to go on; false to stop, which is CANCELLED
         */
        boolean update(int rowsDone, int rowsAll);
    }

    /** How files are hashed. See {@code struct mien_media_options}. */
    public static final class Builder {
        // In the order of src/main/c/media.c; a limit of 0 is the default.
        private final long[] options = new long[Native.MEDIA_OPTIONS];
        private Progress progress;
        private long memory;

        private Builder() {
        }

        private Builder set(int place, long value) {
            if (value < 1) {
                throw new MienException(Status.ARGUMENT, "a limit is at least 1");
            }
            options[place] = value;
            return this;
        }

        private Builder flag(int flag) {
            options[7] |= flag;
            return this;
        }

        /**
         * Takes this memory once, for all files.
         *
         * @param bytes at least 1 MiB; 64 MiB are enough for JPEG and PNG of 100 megapixels,
         *              but not for progressive or interlaced ones
         * @return this
         */
        public Builder memory(long bytes) {
            memory = bytes;
            return this;
        }

        /**
         * How the hashes are made.
         *
         * @param mode {@link PdqMode#FULL} when this is not called
         * @return this
         */
        public Builder mode(PdqMode mode) {
            options[6] = mode.number;
            return this;
        }

        /**
         * Decodes less of a JPEG, for hashes that are looked up only and are some bits off.
         *
         * @return this
         */
        public Builder fast() {
            options[8] = 1;
            return this;
        }

        /**
         * Decodes as little of a JPEG as still hashes well.
         *
         * @return this
         */
        public Builder fastest() {
            options[8] = 2;
            return this;
        }

        /**
         * Hashes damaged pictures as far as they go; {@link Media#isPartial()} tells.
         *
         * @return this
         */
        public Builder allowPartial() {
            return flag(1);
        }

        /**
         * Lays transparent pixels over white, in place of dropping the alpha channel.
         *
         * @return this
         */
        public Builder alphaOnWhite() {
            return flag(2);
        }

        /**
         * Leaves MD5 and SHA-256 out.
         *
         * @return this
         */
        public Builder noDigests() {
            return flag(4);
        }

        /**
         * Limits width times height.
         *
         * @param pixels 200 million when this is not called
         * @return this
         */
        public Builder maxPixels(long pixels) {
            return set(0, pixels);
        }

        /**
         * Limits the size of a file.
         *
         * @param bytes 256 MiB when this is not called
         * @return this
         */
        public Builder maxFileBytes(long bytes) {
            return set(1, bytes);
        }

        /**
         * Limits what a file may make mien hold at once.
         *
         * @param bytes 1 GiB when this is not called
         * @return this
         */
        public Builder maxMemory(long bytes) {
            return set(2, bytes);
        }

        /**
         * Limits the longest side.
         *
         * @param pixels 65535 when this is not called
         * @return this
         */
        public Builder maxSide(int pixels) {
            return set(3, pixels);
        }

        /**
         * Tells how far a file is.
         *
         * @param told is called during the work
         * @return this
         */
        public Builder progress(Progress told) {
            progress = told;
            return this;
        }

        /**
         * Makes the hasher.
         *
         * @return to be closed
         * @throws MienException MEMORY, or ARGUMENT for too little of it
         */
        public Hasher build() {
            return new Hasher(this);
        }
    }

    // What a call of the native part fills.
    private static final class Found {
        final byte[] hashes = new byte[Native.DIHEDRAL_BYTES];
        final byte[] digests = new byte[Native.DIGEST_BYTES];
        final long[] numbers = new long[Native.MEDIA_NUMBERS];
        byte[] views;

        Media media() {
            return new Media(hashes, digests, numbers);
        }
    }

    // Calls the native part, for one kind of file, and gives the views that were wanted.
    private interface Call {
        byte[] run(Found found, long[] how);
    }

    private Call of(Path path) {
        return (found, how) -> Native.mediaPath(found.hashes, found.digests, found.numbers,
                context, how, progress, NativeLibrary.bytes(path));
    }

    private Call of(byte[] file) {
        return (found, how) -> Native.mediaArray(found.hashes, found.digests, found.numbers,
                context, how, progress, file, 0, file.length);
    }

    private Call of(ByteBuffer file) {
        if (file != null && file.isDirect()) {
            return (found, how) -> Native.mediaBuffer(found.hashes, found.digests,
                    found.numbers, context, how, progress, file, file.position(),
                    file.remaining());
        }
        return (found, how) -> {
            ByteBuffer held = NativeLibrary.withArray(file);
            return Native.mediaArray(found.hashes, found.digests, found.numbers, context, how,
                    progress, held.array(), held.arrayOffset() + held.position(),
                    held.remaining());
        };
    }

    private Call of(int fd) {
        return (found, how) -> Native.mediaFd(found.hashes, found.digests, found.numbers,
                context, how, progress, fd);
    }

    private synchronized Found run(Object file, Call call, long[] how) {
        if (file == null) {
            throw new MienException(Status.ARGUMENT, "no file");
        }
        if (closed || busy) {
            throw new MienException(Status.STATE, "the hasher is closed, or at work");
        }
        Found found = new Found();
        busy = true;
        try {
            found.views = call.run(found, how);
        } finally {
            busy = false;
        }
        return found;
    }

    private Viewed views(Object file, Call call, View.Purpose purpose, int budget) {
        if (budget < 0) {
            throw new MienException(Status.ARGUMENT, "a budget below 0");
        }
        long[] how = options.clone();
        how[9] = purpose.number;
        how[10] = budget;
        Found found = run(file, call, how);
        return new Viewed(found.media(), View.list(found.views));
    }

    /**
     * Hashes a file.
     *
     * @param path of the default file system
     * @return what was found
     * @throws MienException IO, FORMAT, UNSUPPORTED, LIMIT, CORRUPT, CANCELLED, MEMORY
     */
    public Media hash(Path path) {
        return run(path, of(path), options).media();
    }

    /**
     * Hashes the rest of an open file, which stays open: that of a
     * {@code ParcelFileDescriptor}, for instance, as Android's content providers give it.
     *
     * @param fd its number
     * @return what was found
     * @throws MienException as {@link #hash(Path)}
     */
    public Media hashFd(int fd) {
        return run(this, of(fd), options).media();
    }

    /**
     * Hashes a file in memory, which is copied. (A direct buffer is not.)
     *
     * @param file all of its bytes
     * @return what was found
     * @throws MienException as {@link #hash(Path)}
     */
    public Media hash(byte[] file) {
        return run(file, of(file), options).media();
    }

    /**
     * Hashes a file in memory, from the buffer's position to its limit; both stay.
     *
     * @param file of any kind; a direct one is not copied
     * @return what was found
     * @throws MienException as {@link #hash(Path)}
     */
    public Media hash(ByteBuffer file) {
        return run(file, of(file), options).media();
    }

    /**
     * Hashes a file and parts of its picture, from one decoding.
     *
     * @param path of the default file system
     * @param purpose what the views are for
     * @param budget the most hashes, the best ones first; 0: as many as usual
     * @return what was found
     * @throws MienException as {@link #hash(Path)}; ARGUMENT for a mode or a speed that is
     *         not the default
     */
    public Viewed views(Path path, View.Purpose purpose, int budget) {
        return views(path, of(path), purpose, budget);
    }

    /**
     * Hashes the rest of an open file, and parts of its picture.
     *
     * @param fd its number
     * @param purpose what the views are for
     * @param budget the most hashes, the best ones first; 0: as many as usual
     * @return what was found
     * @throws MienException as {@link #views(Path, View.Purpose, int)}
     */
    public Viewed viewsFd(int fd, View.Purpose purpose, int budget) {
        return views(this, of(fd), purpose, budget);
    }

    /**
     * Hashes a file in memory, and parts of its picture.
     *
     * @param file all of its bytes
     * @param purpose what the views are for
     * @param budget the most hashes, the best ones first; 0: as many as usual
     * @return what was found
     * @throws MienException as {@link #views(Path, View.Purpose, int)}
     */
    public Viewed views(byte[] file, View.Purpose purpose, int budget) {
        return views(file, of(file), purpose, budget);
    }

    /**
     * Hashes a file in memory, from the buffer's position to its limit, and parts of its
     * picture.
     *
     * @param file of any kind; a direct one is not copied
     * @param purpose what the views are for
     * @param budget the most hashes, the best ones first; 0: as many as usual
     * @return what was found
     * @throws MienException as {@link #views(Path, View.Purpose, int)}
     */
    public Viewed views(ByteBuffer file, View.Purpose purpose, int budget) {
        return views(file, of(file), purpose, budget);
    }

    /**
     * Gives the memory back. Does nothing the second time.
     *
     * @throws MienException STATE: called by {@link Progress}
     */
    @Override
    public synchronized void close() {
        if (busy) {
            throw new MienException(Status.STATE, "the hasher is at work");
        }
        if (context != 0) {
            Native.contextClose(context);
        }
        context = 0;
        closed = true;
    }
}
