// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** What a recipient remembers: cases, their keys, and which were taken back. */
public final class Register extends Owned {
    /** Begins a new one. */
    public Register() {
        this(null);
    }

    /**
     * Goes on with one that was written before.
     *
     * @param json what {@link #json} gave; null: a new one
     * @throws MienException CORRUPT, LIMIT, VERSION
     */
    public Register(byte[] json) {
        super(NativeCase.registerOpen(json));
    }

    @Override
    void free(long last) {
        NativeCase.registerFree(last);
    }

    /**
     * Judges a document and remembers it.
     *
     * @param document that was opened
     * @throws MienException REFUSED: the case was taken back before, is known with another
     *         key, or is not known; nothing is remembered then
     */
    public void judge(Document document) {
        synchronized (LOCK) {
            NativeCase.registerJudge(alive(), document.alive());
        }
    }

    /**
     * Whether a case was taken back.
     *
     * @param caseId its id
     * @return true when it was
     */
    public boolean isWithdrawn(String caseId) {
        byte[] id = NativeCase.text(caseId);
        synchronized (LOCK) {
            return NativeCase.registerWithdrawn(alive(), id);
        }
    }

    /**
     * The register, to be kept in a file.
     *
     * @return JSON
     */
    public byte[] json() {
        synchronized (LOCK) {
            return NativeCase.registerJson(alive());
        }
    }
}
