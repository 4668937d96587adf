// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a survivor makes, seals for those whom she trusts, keeps in a {@link Wallet}, and
 * can take back: a key, and the hashes of some pictures. {@code <mien/case.h>} is the
 * manual.
 *
 * <p>Secrets are given as arrays, for the caller to fill with zeros, and taken as arrays.
 * What the JVM copies of them when it moves an array, nobody wipes.
 */
public final class Case extends Owned {
    /** What a document does. */
    public enum Action {
        /** All items. */
        CREATE,
        /** The items that no document holds yet. */
        ADD,
        /** The whole case is taken back, for good. */
        WITHDRAW
    }

    /** What she says to a question. */
    public enum Answer {
        /** No. */
        NO,
        /** Yes. */
        YES,
        /** She does not know. */
        UNSURE
    }

    /** The language of the words that a key is written down as. */
    public enum Language {
        /** English. */
        ENGLISH,
        /** French. */
        FRENCH,
        /** Spanish. */
        SPANISH,
        /** The numbers of the words, 0001 to 2048. */
        NUMBERS
    }

    /**
     * Begins a case with a new key.
     *
     * @param day today
     * @param practice for learning: it is sealed for practice recipients only
     */
    public Case(LocalDate day, boolean practice) {
        this(NativeCase.caseNew(NativeCase.day(day), practice));
    }

    Case(long handle) {
        super(handle);
    }

    @Override
    void free(long last) {
        NativeCase.caseFree(last);
    }

    /**
     * Makes a case again of its words, to take it back: it has no items.
     *
     * @param words in UTF-8
     * @param id of a case whose id does not follow from its key; null otherwise
     * @param practice whether it was a practice case
     * @return to be closed
     * @throws MienException CORRUPT, with the number of the word
     */
    public static Case fromWords(byte[] words, String id, boolean practice) {
        return new Case(NativeCase.caseFromWords(words, NativeCase.text(id), practice));
    }

    /**
     * The key as 24 words, to be written down.
     *
     * @param language theirs
     * @return UTF-8, with single spaces. Secret.
     */
    public byte[] words(Language language) {
        synchronized (LOCK) {
            return NativeCase.caseWords(alive(), language.ordinal());
        }
    }

    /**
     * Notes her answer; the last one counts. The questions of every case: adult_now,
     * adults_in_image, self_in_image, no_consent_to_share, synthetic, on_behalf.
     *
     * @param question its id
     * @param answer hers
     * @throws MienException ARGUMENT; REFUSED: there is no case where somebody is no adult
     */
    public void answer(String question, Answer answer) {
        byte[] id = NativeCase.text(question);
        synchronized (LOCK) {
            NativeCase.caseAnswer(alive(), id, answer.ordinal() + 1);
        }
    }

    /**
     * Adds the picture of a file, which was hashed exactly: with {@link PdqMode#FULL}, and
     * neither fast nor fastest.
     *
     * @param media what was found in the file
     * @return the number of the item, from 1
     * @throws MienException ARGUMENT: a hash that is not exact; LIMIT, STATE
     */
    public int add(Media media) {
        if (!media.isExact()) {
            throw new MienException(Status.ARGUMENT, "a hash that is not exact");
        }
        return addImage(media.dihedral(), media.quality());
    }

    /**
     * Adds a picture that was hashed with {@link PdqMode#FULL}.
     *
     * @param pdq its hashes
     * @return the number of the item, from 1
     * @throws MienException LIMIT, STATE
     */
    public int add(Pdq pdq) {
        return addImage(pdq.dihedral(), pdq.quality());
    }

    private int addImage(List<Hash> dihedral, int quality) {
        byte[] hashes = Hash.bytes(dihedral);
        synchronized (LOCK) {
            return NativeCase.caseAddImage(alive(), hashes, quality);
        }
    }

    /**
     * Adds a picture with its views.
     *
     * @param views made for {@link View.Purpose#BANK}
     * @return the number of the item, from 1
     * @throws MienException ARGUMENT: no such views; LIMIT, STATE
     */
    public int addViews(List<View> views) {
        byte[] bytes = View.bytes(views);
        synchronized (LOCK) {
            return NativeCase.caseAddViews(alive(), bytes);
        }
    }

    /**
     * Adds a film, which is found again as the very same file.
     *
     * @param md5 of its file, 16 bytes
     * @return the number of the item, from 1
     * @throws MienException ARGUMENT, LIMIT, STATE
     */
    public int addVideo(byte[] md5) {
        if (md5.length != 16) {
            throw new MienException(Status.ARGUMENT, "not 16 bytes");
        }
        synchronized (LOCK) {
            return NativeCase.caseAddVideo(alive(), md5);
        }
    }

    /**
     * Takes an item away that no document holds yet.
     *
     * @param item its number
     * @throws MienException ARGUMENT, STATE
     */
    public void drop(int item) {
        synchronized (LOCK) {
            NativeCase.caseDrop(alive(), item);
        }
    }

    /**
     * Notes how many hashes of one picture a document may hold.
     *
     * @param most 8: the whole picture only
     * @throws MienException ARGUMENT, STATE
     */
    public void limitHashes(int most) {
        synchronized (LOCK) {
            NativeCase.caseHashes(alive(), most);
        }
    }

    /**
     * Names a country where it should count.
     *
     * @param country two letters: "FR"
     * @throws MienException ARGUMENT
     */
    public void region(String country) {
        byte[] text = NativeCase.text(country);
        synchronized (LOCK) {
            NativeCase.caseRegion(alive(), text);
        }
    }

    /** What a case is. */
    public static final class Info {
        /** Its id. */
        public final String id;
        /** On which it began; null in one that was made of words. */
        public final LocalDate day;
        /** Until when it counts; null before the first sealing. */
        public final LocalDate expires;
        /** Pictures and films. */
        public final int items;
        /** Of them in no document yet. */
        public final int unsent;
        /** For whom it was sealed so far. */
        public final int recipients;
        /** What {@link Case#limitHashes} was told; 0: nothing. */
        public final int hashes;
        /** Items of which the case keeps views. */
        public final int withViews;
        /** Whether it is for learning. */
        public final boolean practice;
        /** Whether it was taken back. */
        public final boolean withdrawn;

        private Info(byte[][] texts, long[] numbers) {
            id = NativeCase.text(texts[0]);
            day = NativeCase.day(texts[1]);
            expires = NativeCase.day(texts[2]);
            items = (int) numbers[0];
            unsent = (int) numbers[1];
            recipients = (int) numbers[2];
            hashes = (int) numbers[3];
            withViews = (int) numbers[4];
            practice = numbers[5] != 0;
            withdrawn = numbers[6] != 0;
        }
    }

    /**
     * What the case is.
     *
     * @return as of now
     */
    public Info info() {
        byte[][] texts = new byte[3][];
        long[] numbers = new long[7];
        synchronized (LOCK) {
            NativeCase.caseInfo(alive(), texts, numbers);
        }
        return new Info(texts, numbers);
    }

    /**
     * For whom it was sealed so far.
     *
     * @return copies, confirmed, each to be closed
     */
    public List<Recipient> recipients() {
        List<Recipient> all = new ArrayList<>();
        synchronized (LOCK) {
            int count = info().recipients;
            for (int i = 0; i < count; i++) {
                all.add(new Recipient(NativeCase.caseRecipient(alive(), i)));
            }
        }
        return all;
    }

    /**
     * The JSON that {@link #seal} would sign and encrypt, to be shown to her before.
     *
     * @param action what the document does
     * @param recipients who can open it
     * @param day today
     * @param expires until when it shall count; null: a year, or as the case says already
     * @return UTF-8
     * @throws MienException as {@link #seal}
     */
    public byte[] preview(Action action, List<Recipient> recipients, LocalDate day,
                          LocalDate expires) {
        return seal(true, action, recipients, day, expires);
    }

    /**
     * Makes the document. The case then knows what was sealed, and for whom: put it into
     * the wallet again.
     *
     * @param action what the document does
     * @param recipients who can open it
     * @param day today
     * @param expires until when it shall count; null: a year, or as the case says already
     * @return the file
     * @throws MienException REFUSED, STATE, LIMIT, ARGUMENT; nothing is changed then
     */
    public byte[] seal(Action action, List<Recipient> recipients, LocalDate day,
                       LocalDate expires) {
        return seal(false, action, recipients, day, expires);
    }

    private byte[] seal(boolean preview, Action action, List<Recipient> recipients,
                        LocalDate day, LocalDate expires) {
        synchronized (LOCK) {
            return NativeCase.caseSeal(alive(), preview, action.ordinal() + 1,
                    alive(recipients), NativeCase.day(day), NativeCase.day(expires));
        }
    }
}
