// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * The functions of src/main/c/case.c and document.c, in a library of their own. Texts are
 * UTF-8.
 */
final class NativeCase {
    static {
        NativeLibrary.load("mien-case-jni", "org.mien.case.library");
    }

    private NativeCase() {
    }

    /** A text for C, or null. */
    static byte[] text(String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw new MienException(Status.ARGUMENT, "a zero in a text");
        }
        return text != null ? text.getBytes(StandardCharsets.UTF_8) : null;
    }

    static String text(byte[] text) {
        return text != null ? new String(text, StandardCharsets.UTF_8) : null;
    }

    static byte[] day(LocalDate day) {
        return day != null ? text(day.toString()) : null;
    }

    /** A day, or null for none. */
    static LocalDate day(byte[] day) {
        return day.length > 0 ? LocalDate.parse(text(day)) : null;
    }

    static native long recipientRead(byte[] file);

    static native void recipientFree(long recipient);

    static native void recipientInfo(long recipient, byte[][] texts, long[] numbers);

    static native byte[] recipientJson(long recipient);

    static native void recipientConfirm(long recipient, byte[] fingerprint);

    static native void recipientNew(byte[][] texts, boolean practice, int hashes,
                                    boolean places, byte[][] made);

    static native long caseNew(byte[] day, boolean practice);

    static native void caseFree(long its);

    static native long caseFromWords(byte[] words, byte[] id, boolean practice);

    static native byte[] caseWords(long its, int language);

    static native void caseAnswer(long its, byte[] question, int answer);

    static native int caseAddImage(long its, byte[] hashes, int quality);

    static native int caseAddViews(long its, byte[] views);

    static native int caseAddVideo(long its, byte[] md5);

    static native void caseDrop(long its, int item);

    static native void caseHashes(long its, int hashes);

    static native void caseRegion(long its, byte[] country);

    static native void caseInfo(long its, byte[][] texts, long[] numbers);

    static native long caseRecipient(long its, int index);

    static native byte[] caseSeal(long its, boolean preview, int action, long[] recipients,
                                  byte[] day, byte[] expires);

    static native long walletNew();

    static native void walletFree(long wallet);

    static native long walletOpen(byte[] file, byte[] passphrase);

    static native byte[] walletSeal(long wallet, byte[] passphrase);

    static native int walletCount(long wallet);

    static native long walletCase(long wallet, int index);

    static native long walletFind(long wallet, byte[] id);

    static native void walletPut(long wallet, long its);

    static native void walletForget(long wallet, byte[] id);

    static native long documentOpen(byte[] file, byte[] key, int flags);

    static native void documentFree(long document);

    static native void documentInfo(long document, byte[][] texts, long[] numbers);

    static native int documentItem(long document, int index, byte[][] texts);

    static native void documentSignal(long document, int item, int index, byte[][] texts,
                                      byte[] hash, double[] numbers);

    static native byte[] documentJson(long document);

    static native byte[] documentExport(long[] documents, int format, int flags);

    static native long registerOpen(byte[] json);

    static native void registerFree(long its);

    static native void registerJudge(long its, long document);

    static native boolean registerWithdrawn(long its, byte[] caseId);

    static native byte[] registerJson(long its);
}
