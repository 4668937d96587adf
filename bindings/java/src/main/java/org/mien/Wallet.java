// SPDX-License-Identifier: Apache-2.0
package org.mien;

/**
 * Cases with their keys, kept in a file under a passphrase: 1 to 1024 bytes, of what a
 * person typed the UTF-8.
 */
public final class Wallet extends Owned {
    /** Makes an empty one. */
    public Wallet() {
        this(NativeCase.walletNew());
    }

    private Wallet(long handle) {
        super(handle);
    }

    @Override
    void free(long last) {
        NativeCase.walletFree(last);
    }

    /**
     * Opens a wallet, which takes a good part of a second.
     *
     * @param file what {@link #seal} gave
     * @param passphrase its own
     * @return to be closed
     * @throws MienException KEY: another passphrase, or the file was changed; CORRUPT,
     *         LIMIT, VERSION, UNSUPPORTED
     */
    public static Wallet open(byte[] file, byte[] passphrase) {
        return new Wallet(NativeCase.walletOpen(file, passphrase));
    }

    /**
     * Seals the wallet under a passphrase.
     *
     * @param passphrase that will open it
     * @return the file
     * @throws MienException ARGUMENT, LIMIT
     */
    public byte[] seal(byte[] passphrase) {
        synchronized (LOCK) {
            return NativeCase.walletSeal(alive(), passphrase);
        }
    }

    /**
     * How many cases there are.
     *
     * @return their number
     */
    public int size() {
        synchronized (LOCK) {
            return NativeCase.walletCount(alive());
        }
    }

    /**
     * A copy of a case.
     *
     * @param index from 0
     * @return to be closed
     * @throws MienException ARGUMENT: there is none
     */
    public Case get(int index) {
        synchronized (LOCK) {
            return new Case(NativeCase.walletCase(alive(), index));
        }
    }

    /**
     * A copy of a case.
     *
     * @param id its id, or how it begins: at least 4 characters
     * @return to be closed
     * @throws MienException ARGUMENT: there is none, or several
     */
    public Case find(String id) {
        byte[] text = NativeCase.text(id);
        synchronized (LOCK) {
            return new Case(NativeCase.walletFind(alive(), text));
        }
    }

    /**
     * Puts a copy of a case in, in the place of an earlier state of it.
     *
     * @param its the case
     */
    public void put(Case its) {
        synchronized (LOCK) {
            NativeCase.walletPut(alive(), its.alive());
        }
    }

    /**
     * Forgets a case with its key.
     *
     * @param id its whole id
     * @throws MienException ARGUMENT: there is none
     */
    public void forget(String id) {
        byte[] text = NativeCase.text(id);
        synchronized (LOCK) {
            NativeCase.walletForget(alive(), text);
        }
    }
}
