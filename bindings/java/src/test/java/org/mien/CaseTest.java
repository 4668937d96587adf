// SPDX-License-Identifier: Apache-2.0
package org.mien;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CaseTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final byte[] PASSPHRASE = utf8("seven lamps \u2014 green water");
    // Beyond what JNI's own encoding has in common with UTF-8.
    private static final String NAME = "Ex\u00e9mple \ud83d\udcf7";

    @BeforeAll
    static void thereAreCases() {
        String library = System.getProperty("org.mien.library");
        Assumptions.assumeTrue(library == null, "the library that was named has no cases");
        boolean there = CaseTest.class.getResource("native/" + NativeLibrary.platform() + "/"
                + System.mapLibraryName("mien-case-jni")) != null;
        Assumptions.assumeTrue(there, "built without jose and jansson");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static Recipient confirmed(Recipient.Made made) {
        Recipient recipient = new Recipient(made.file);
        recipient.confirm(recipient.info().fingerprint);
        return recipient;
    }

    private static Case answered() {
        Case its = new Case(TODAY, false);
        for (String question : List.of("adult_now", "adults_in_image", "self_in_image",
                "no_consent_to_share")) {
            its.answer(question, Case.Answer.YES);
        }
        its.answer("synthetic", Case.Answer.UNSURE);
        its.answer("on_behalf", Case.Answer.NO);
        return its;
    }

    private static Pdq picture() throws Exception {
        Vector photo = Vector.named(Vector.PHOTO);
        return Pdq.of(photo.pixels(), photo.width, photo.height, photo.format());
    }

    @Test
    void fromAPictureToTheBodyThatActs() throws Exception {
        Recipient.Made made = new Recipient.Maker("example.org", NAME)
                .web("https://example.org").expires(TODAY.plusDays(1)).make();
        try (Recipient body = confirmed(made); Case its = answered()) {
            assertEquals(NAME, body.info().name);
            assertEquals(TODAY.plusDays(1), body.info().expires);
            assertTrue(body.info().confirmed && body.info().takesImages);
            assertTrue(text(body.json()).contains("example.org"));
            assertEquals(1, its.add(picture()));
            assertEquals(2, its.addVideo(new byte[16]));
            its.region("FR");
            assertNull(its.info().expires);
            List<Recipient> to = List.of(body);
            byte[] shown = its.preview(Case.Action.CREATE, to, TODAY, null);
            assertTrue(text(shown).contains(picture().hash().hex()));
            byte[] sealed = its.seal(Case.Action.CREATE, to, TODAY, null);
            assertFalse(text(sealed).contains(picture().hash().hex()));
            assertEquals(0, its.info().unsent);
            assertEquals("example.org", its.recipients().get(0).info().id);
            byte[] taken = its.seal(Case.Action.WITHDRAW, to, TODAY, null);
            try (Document document = new Document(sealed, made.key, false);
                    Document withdrawal = new Document(taken, made.key, false);
                    Register register = new Register()) {
                assertEquals(its.info().id, document.info().caseId);
                assertEquals(Case.Action.CREATE, document.info().action);
                assertTrue(document.info().idOfKey);
                Document.Item item = document.items().get(0);
                assertEquals("image", item.media);
                assertNull(item.problem);
                assertEquals(8, item.signals.size());
                assertEquals(picture().hash(Dihedral.ROT90), item.signals.get(1).hash);
                assertEquals("rot90", item.signals.get(1).variant);
                assertNull(item.signals.get(0).place());
                assertNull(document.items().get(1).signals.get(0).hash);
                assertEquals("pdq " + picture().hash().hex() + "\n", text(Document.export(
                        List.of(document), Document.Format.PYTX, false, false)));
                assertTrue(text(document.json()).contains(its.info().id));
                register.judge(document);
                register.judge(withdrawal);
                try (Register again = new Register(register.json())) {
                    assertTrue(again.isWithdrawn(its.info().id));
                    Failures.fails(Status.REFUSED, () -> again.judge(document));
                }
            }
        }
    }

    @Test
    void walletsAndWordsBringACaseBack() {
        try (Case its = answered(); Wallet wallet = new Wallet()) {
            String id = its.info().id;
            wallet.put(its);
            byte[] file = wallet.seal(PASSPHRASE);
            try (Wallet opened = Wallet.open(file, PASSPHRASE)) {
                assertEquals(1, opened.size());
                assertEquals(id, opened.get(0).info().id);
                assertEquals(id, opened.find(id.substring(0, 8)).info().id);
                opened.forget(id);
                Failures.fails(Status.ARGUMENT, () -> opened.find(id));
            }
            Failures.fails(Status.KEY, () -> Wallet.open(file, utf8("another")));
            Failures.fails(Status.CORRUPT, () -> Wallet.open(utf8("none"), PASSPHRASE));
            for (Case.Language language : Case.Language.values()) {
                byte[] words = its.words(language);
                assertEquals(24, text(words).split(" ").length);
                try (Case again = Case.fromWords(words, null, false)) {
                    assertEquals(id, again.info().id);
                }
            }
            Failures.fails(Status.CORRUPT, () -> Case.fromWords(utf8("no"), null, false));
        }
    }

    @Test
    void viewsAreAddedAndLimited() throws Exception {
        Recipient.Made made = new Recipient.Maker("wide", "Wide").hashes(1024, true).make();
        byte[] file = Vector.named(Vector.PHOTO).png();
        try (Recipient body = confirmed(made); Case its = answered();
                Hasher hasher = new Hasher(); Hasher fast = Hasher.builder().fast().build()) {
            Viewed viewed = hasher.views(file, View.Purpose.BANK, 0);
            assertEquals(1, its.addViews(viewed.views()));
            assertEquals(1, its.info().withViews);
            its.limitHashes(80);
            byte[] sealed = its.seal(Case.Action.CREATE, List.of(body), TODAY, null);
            try (Document document = new Document(sealed, made.key, false)) {
                List<Document.Signal> signals = document.items().get(0).signals;
                assertEquals(80, signals.size());
                assertTrue(signals.stream().anyMatch(signal -> signal.place() != null));
            }
            assertEquals(1, its.add(hasher.hash(file))); // it is there already
            Media inexact = fast.hash(Vector.named(Vector.PHOTO).jpeg());
            Failures.fails(Status.ARGUMENT, () -> its.add(inexact));
        }
    }

    @Test
    void whatIsRefusedChangesNothing() throws Exception {
        Recipient.Made made = new Recipient.Maker("x", "X").make();
        try (Recipient stranger = new Recipient(made.file); Case its = answered()) {
            its.add(picture());
            List<Recipient> to = List.of(stranger);
            Failures.fails(Status.REFUSED,
                    () -> its.seal(Case.Action.CREATE, to, TODAY, null));
            Failures.fails(Status.REFUSED, () -> stranger.confirm("another"));
            assertEquals(1, its.info().unsent);
            its.drop(1);
            Failures.fails(Status.ARGUMENT, () -> its.drop(1));
            Failures.fails(Status.ARGUMENT, () -> its.addVideo(new byte[15]));
            Failures.fails(Status.ARGUMENT, () -> its.region("F\0"));
            Failures.fails(Status.ARGUMENT, () -> new Case(null, false));
            Failures.fails(Status.REFUSED,
                    () -> its.answer("adult_now", Case.Answer.NO));
        }
    }

    @Test
    void whatIsClosedSaysSoAndThreadsWait() throws Exception {
        Case closed = answered();
        closed.close();
        closed.close();
        Failures.fails(Status.STATE, closed::info);
        try (Case its = answered(); Wallet wallet = new Wallet()) {
            Failures.fails(Status.STATE, () -> wallet.put(closed));
            AtomicInteger wrong = new AtomicInteger();
            Thread[] threads = new Thread[3];
            for (int i = 0; i < threads.length; i++) {
                int from = 100 * (i / 2);
                threads[i] = new Thread(() -> {
                    for (int n = from; n < from + 50; n++) {
                        byte[] md5 = new byte[16];
                        md5[0] = (byte) n;
                        wrong.addAndGet(its.addVideo(md5) > 0 ? 0 : 1);
                        its.words(Case.Language.ENGLISH);
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, wrong.get());
            assertEquals(100, its.info().items);
        }
    }
}
