// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A document that was received: decrypted and judged, and its signature is the case's. Ask
 * a {@link Register} before acting on it.
 */
public final class Document extends Owned {
    private static final int PRACTICE = 1;
    private static final int ALL = 1;
    private static final int VIEWS = 2;

    /** Formats of other systems. */
    public enum Format {
        /** The body of StopNCII's SubmitHashes. */
        STOPNCII,
        /** One {"pdq":"..."} on each line, the bodies for HMA's banks. */
        HMA,
        /** "pdq HASH" on each line, for python-threatexchange. */
        PYTX,
        /** signal_type,hash,quality,variant,case,status,item. */
        CSV,
        /** An array of the payloads. */
        JSON
    }

    /**
     * Opens a document.
     *
     * @param file the document
     * @param key the recipient's private key, a JWK
     * @param practice take practice documents, and only them
     * @throws MienException KEY: sealed for somebody else, or changed on the way; REFUSED:
     *         not signed by the case, other recipients, or practice; CORRUPT, LIMIT,
     *         VERSION, UNSUPPORTED, ARGUMENT
     */
    public Document(byte[] file, byte[] key, boolean practice) {
        super(NativeCase.documentOpen(file, key, practice ? PRACTICE : 0));
    }

    @Override
    void free(long last) {
        NativeCase.documentFree(last);
    }

    /** What a document says of itself. */
    public static final class Info {
        /** The id of the case. */
        public final String caseId;
        /** The fingerprint of the case's key. */
        public final String caseKey;
        /** Whether nobody else can have signed for this case; if not, ask the register. */
        public final boolean idOfKey;
        /** What the document does. */
        public final Case.Action action;
        /** When it was sealed. */
        public final LocalDate day;
        /** Until when it counts; null: it does not say. */
        public final LocalDate expires;
        /** Whether it is for learning. */
        public final boolean practice;
        /** Good and malformed ones. */
        public final int items;
        /** Of them. */
        public final int malformed;

        private Info(byte[][] texts, long[] numbers) {
            caseId = NativeCase.text(texts[0]);
            caseKey = NativeCase.text(texts[1]);
            day = NativeCase.day(texts[2]);
            expires = NativeCase.day(texts[3]);
            action = Case.Action.values()[(int) numbers[0] - 1];
            idOfKey = numbers[1] != 0;
            practice = numbers[2] != 0;
            items = (int) numbers[3];
            malformed = (int) numbers[4];
        }
    }

    /** What a picture or a film is found again by. */
    public static final class Signal {
        /** "ImagePDQ", "VideoMD5", or what a later version names. */
        public final String type;
        /** As it stands in the document. */
        public final String value;
        /** "original", "rot90", ...; or empty. */
        public final String variant;
        /** What it shows: empty, or "whole", for the whole picture. */
        public final String view;
        /** Of an ImagePDQ; null otherwise. */
        public final Hash hash;
        /** 0 to 100; -1: it says none. */
        public final int quality;
        // Where the view lies, in parts of the longer side: its centre, its sides, and by how
        // many degrees it is turned.
        private final double[] place;

        private Signal(byte[][] texts, byte[] hash, double[] numbers) {
            type = NativeCase.text(texts[0]);
            value = NativeCase.text(texts[1]);
            variant = NativeCase.text(texts[2]);
            view = NativeCase.text(texts[3]);
            this.hash = type.equals("ImagePDQ") ? Hash.fromBytes(hash) : null;
            quality = (int) numbers[0];
            place = java.util.Arrays.copyOfRange(numbers, 1, 6);
        }

        /**
         * Where the view lies in the stored picture, whose longer side is 1.
         *
         * @return its centre, its width and height, and by how many degrees it is turned
         *         clockwise; null: it does not say
         */
        public double[] place() {
            return place[2] != 0 ? place.clone() : null;
        }
    }

    /** A picture or a film. */
    public static final class Item {
        /** Its name in the case. */
        public final String item;
        /** "image", "video", or what a later version names. */
        public final String media;
        /** Why it is malformed; null: it is not. */
        public final String problem;
        /** A list that cannot be changed. */
        public final List<Signal> signals;

        private Item(byte[][] texts, List<Signal> signals) {
            item = NativeCase.text(texts[0]);
            media = NativeCase.text(texts[1]);
            problem = NativeCase.text(texts[2]);
            this.signals = Collections.unmodifiableList(signals);
        }
    }

    /**
     * What the document says of itself.
     *
     * @return the same every time
     */
    public Info info() {
        byte[][] texts = new byte[4][];
        long[] numbers = new long[5];
        synchronized (LOCK) {
            NativeCase.documentInfo(alive(), texts, numbers);
        }
        return new Info(texts, numbers);
    }

    /**
     * The pictures and films.
     *
     * @return good and malformed ones
     */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        synchronized (LOCK) {
            int count = info().items;
            for (int i = 0; i < count; i++) {
                items.add(item(i));
            }
        }
        return items;
    }

    private Item item(int index) {
        byte[][] texts = new byte[3][];
        int count = NativeCase.documentItem(alive(), index, texts);
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[][] its = new byte[4][];
            byte[] hash = new byte[Hash.BYTES];
            double[] numbers = new double[6];
            NativeCase.documentSignal(alive(), index, i, its, hash, numbers);
            signals.add(new Signal(its, hash, numbers));
        }
        return new Item(texts, signals);
    }

    /**
     * The whole payload, with what this version does not know.
     *
     * @return JSON
     */
    public byte[] json() {
        synchronized (LOCK) {
            return NativeCase.documentJson(alive());
        }
    }

    /**
     * Writes documents in a format of other systems.
     *
     * @param documents to write
     * @param format of that system
     * @param all all eight ways of turning, and hashes of low quality
     * @param views the hashes of other views than the whole picture, too
     * @return UTF-8
     * @throws MienException ARGUMENT
     */
    public static byte[] export(List<Document> documents, Format format, boolean all,
                                boolean views) {
        int flags = (all ? ALL : 0) | (views ? VIEWS : 0);
        synchronized (LOCK) {
            return NativeCase.documentExport(alive(documents), format.ordinal() + 1, flags);
        }
    }
}
