// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.time.LocalDate;

/** A body that can open documents, as its recipient file describes it. */
public final class Recipient extends Owned {
    /**
     * Reads a recipient file.
     *
     * @param file JSON
     * @throws MienException LIMIT, CORRUPT, VERSION
     */
    public Recipient(byte[] file) {
        this(NativeCase.recipientRead(file));
    }

    Recipient(long handle) {
        super(handle);
    }

    @Override
    void free(long last) {
        NativeCase.recipientFree(last);
    }

    /** What a recipient file says. Texts that are absent are empty. */
    public static final class Info {
        /** Its id. */
        public final String id;
        /** Its name. */
        public final String name;
        /** The page where the fingerprint is published. */
        public final String web;
        /** How to reach it. */
        public final String contact;
        /** Of the public key: what she compares with the one that the body publishes. */
        public final String fingerprint;
        /** The last day on which to seal for it, or null. */
        public final LocalDate expires;
        /** Of the pictures that it takes. */
        public final int minimumQuality;
        /** Pictures and films in a case, at most. */
        public final int maximumItems;
        /** Hashes of one picture, at most; 8 are those of the whole picture. */
        public final int maximumHashes;
        /** Whether it takes pictures. */
        public final boolean takesImages;
        /** Whether it takes films. */
        public final boolean takesVideos;
        /** Whether it wants to know where in the picture a view lies. */
        public final boolean takesPlaces;
        /** Whether it takes practice cases, and no others. */
        public final boolean practice;
        /** Whether {@link Recipient#confirm} was called. */
        public final boolean confirmed;

        private Info(byte[][] texts, long[] numbers) {
            id = NativeCase.text(texts[0]);
            name = NativeCase.text(texts[1]);
            web = NativeCase.text(texts[2]);
            contact = NativeCase.text(texts[3]);
            fingerprint = NativeCase.text(texts[4]);
            expires = NativeCase.day(texts[5]);
            minimumQuality = (int) numbers[0];
            maximumItems = (int) numbers[1];
            maximumHashes = (int) numbers[2];
            takesImages = numbers[3] != 0;
            takesVideos = numbers[4] != 0;
            takesPlaces = numbers[5] != 0;
            practice = numbers[6] != 0;
            confirmed = numbers[7] != 0;
        }
    }

    /**
     * What the file says.
     *
     * @return as of now
     */
    public Info info() {
        byte[][] texts = new byte[6][];
        long[] numbers = new long[8];
        synchronized (LOCK) {
            NativeCase.recipientInfo(alive(), texts, numbers);
        }
        return new Info(texts, numbers);
    }

    /**
     * The whole file, for its languages and questions (doc/case-format.md).
     *
     * @return JSON
     */
    public byte[] json() {
        synchronized (LOCK) {
            return NativeCase.recipientJson(alive());
        }
    }

    /**
     * Says that a person has compared the fingerprint with the published one. Without it
     * nothing is sealed for the recipient.
     *
     * @param fingerprint the published one
     * @throws MienException REFUSED: it is another; do not send anything
     */
    public void confirm(String fingerprint) {
        byte[] text = NativeCase.text(fingerprint);
        synchronized (LOCK) {
            NativeCase.recipientConfirm(alive(), text);
        }
    }

    /** What a new recipient is made of. */
    public static final class Maker {
        private final byte[][] texts = new byte[5][];
        private boolean practice;
        private boolean places;
        private int hashes;

        /**
         * Begins a recipient.
         *
         * @param id 1 to 64 of a-z 0-9 . - _
         * @param name for people
         */
        public Maker(String id, String name) {
            texts[0] = NativeCase.text(id);
            texts[1] = NativeCase.text(name);
        }

        /**
         * The page where the fingerprint is published.
         *
         * @param url its address
         * @return this
         */
        public Maker web(String url) {
            texts[2] = NativeCase.text(url);
            return this;
        }

        /**
         * How to reach it.
         *
         * @param contact an address
         * @return this
         */
        public Maker contact(String contact) {
            texts[3] = NativeCase.text(contact);
            return this;
        }

        /**
         * The last day on which to seal for it.
         *
         * @param day that day
         * @return this
         */
        public Maker expires(LocalDate day) {
            texts[4] = NativeCase.day(day);
            return this;
        }

        /**
         * For practice cases, and no others.
         *
         * @return this
         */
        public Maker practice() {
            practice = true;
            return this;
        }

        /**
         * How many hashes of one picture it takes.
         *
         * @param most 8 to 1024
         * @param withPlaces whether it wants to know where views lie
         * @return this
         */
        public Maker hashes(int most, boolean withPlaces) {
            hashes = most;
            places = withPlaces;
            return this;
        }

        /**
         * Makes it.
         *
         * @return its file, and its key
         * @throws MienException ARGUMENT
         */
        public Made make() {
            byte[][] made = new byte[2][];
            NativeCase.recipientNew(texts, practice, hashes, places, made);
            return new Made(made[0], made[1]);
        }
    }

    /** A recipient that was made. */
    public static final class Made {
        /** The recipient file, to be published. */
        public final byte[] file;
        /** The private key, a JWK. Secret: fill it with zeros when it is stored. */
        public final byte[] key;

        private Made(byte[] file, byte[] key) {
            this.file = file;
            this.key = key;
        }
    }
}
