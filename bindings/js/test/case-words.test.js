// SPDX-License-Identifier: Apache-2.0
// A key as 24 words: BIP-39's own test vectors, every language, and what people make of
// words when they write them down and type them in again.
import assert from "node:assert/strict";
import test from "node:test";

import { Case } from "mien/case";
import { findWord, takeApart, WORD_LISTS } from "../src/case/word_list.js";
import { readWords, writeWords } from "../src/case/words.js";
import { failing, TODAY } from "./support/cases.js";

const hexOf = (bytes) => Buffer.from(bytes).toString("hex");
const refused = (words, detail) =>
  assert.throws(() => readWords(words), failing("CORRUPT", `words: ${detail}`), words);

// Those of 256 bits of vectors.json in https://github.com/trezor/python-mnemonic, to
// which BIP-39 refers.
const VECTORS = [
  ["00".repeat(32), `${"abandon ".repeat(23)}art`],
  [
    "7f".repeat(32),
    "legal winner thank year wave sausage worth useful legal winner thank year wave " +
      "sausage worth useful legal winner thank year wave sausage worth title",
  ],
  [
    "80".repeat(32),
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd " +
      "amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
  ],
  ["ff".repeat(32), `${"zoo ".repeat(23)}vote`],
  [
    "00ac97c48106f0aeb8ba061e0250a559b3251dc35854e694780ba51d53a50120",
    "absent gorilla van acoustic humor firm title dolphin bulk barely citizen recall " +
      "crane moment aspect appear track phrase actual enforce steel spoon afraid benefit",
  ],
  [
    "911fec0fbd88029f6fa99164896c18d898c9232af18bdcca3e42d53b86493104",
    "much youth advance kitchen lens exile salt cram goose enter alert raise milk " +
      "muscle profit cousin system faint mouse price reveal cause series long",
  ],
];

test("the vectors of BIP-39", () => {
  for (const [hex, words] of VECTORS) {
    assert.equal(writeWords(Buffer.from(hex, "hex"), "en"), words);
    assert.equal(hexOf(readWords(words)), hex);
  }
});

test("a text that is far too long is not looked at", () => {
  refused(`e${"\u0301\u0327".repeat(1 << 20)}`, "more than 24 words");
  refused("art ".repeat(1 << 20), "more than 24 words");
});

test("every language gives the key back", () => {
  let state = 20261122; // a small generator: the same keys in each run
  const key = new Uint8Array(32);
  for (let round = 0; round < 25; round++)
    for (const language of Object.keys(WORD_LISTS)) {
      for (let i = 0; i < 32; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        key[i] = state >>> 24;
      }
      const words = writeWords(key, language);
      assert.equal(words.split(" ").length, 24);
      assert.equal(hexOf(readWords(words)), hexOf(key));
    }
});

test("each word is found by itself, and by its first four letters", () => {
  for (const [language, list] of Object.entries(WORD_LISTS)) {
    assert.equal(list.length, 2048);
    list.forEach((word, i) => {
      const [plain, ...more] = takeApart(word);
      assert.equal(more.length, 0);
      assert.match(plain, /^[a-z]{3,11}$|^[0-9]{4}$/);
      assert.equal(findWord(language, plain), i);
      assert.equal(findWord(language, plain.slice(0, 4)), i);
      assert.equal(findWord(language, `${plain}x`), -1);
    });
  }
});

test("words as people write them", () => {
  for (const words of [
    "LEGAL Winner thank year wave sausage worth useful legal winner thank year " +
      "wave sausage worth useful legal winner thank year wave sausage worth TITLE",
    "\n 1. legal\r\n 2. winner\r\n 3. thank\n4. year 5. wave 6. sausage 7. worth " +
      "8. useful 9. legal 10. winner 11. thank 12. year 13. wave 14. sausage " +
      "15. worth 16. useful 17. legal 18. winner 19. thank 20. year 21. wave " +
      "22. sausage 23. worth 24. title\n\n",
    "01)legal,02)winner,03)thank,04)year,wave;sausage;worth;useful / legal - winner" +
      "\tthank\tyear\twave|sausage|worth|useful\u00a0legal\u2003winner\u3000thank " +
      "\u2014 year \u201cwave\u201d sausage\u060c worth \u2022 title.",
    "1º legal 2º winner than year wave saus wort usef lega winn than year wave saus " +
      "wort usefu lega winn than year wave sausag wort titl",
    "\ufefflegal win\u200bner thank \u200fyear\u200e wave sau\u00adsage worth " +
      "useful legal winner thank year wave sausage worth useful legal winner thank " +
      "year wave sausage worth title",
  ])
    assert.equal(hexOf(readWords(words)), "7f".repeat(32), words);
});

test("accents make no difference: composed, of their own, others, or left out", () => {
  for (const words of [
    "indexer acompte bolide abrasif agréable dédale abusif appuyer indexer acompte " +
      "bolide abrasif agre\u0301able de\u0301dale abusif appuyer INDEXER ACOMPTE BOLIDE " +
      "ABRASIF AGRÉABLE DÉDALE abusif axiome",
    "indexer acompte bolide abrasif agreable dedale abusif appuyer indexer acompte " +
      "bolide abrasif agrèable dêdale abusif appuyer indexer acompte bolide abrasif " +
      "agré dédal abusif axiome",
    "lino admitir bolero abrir álbum dejar acelga aprender lino admitir bolero abrir " +
      "a\u0301lbum dejar acelga aprender lino admitir bolero abrir ÁLBUM dejar acelga " +
      "aumento",
  ])
    assert.equal(hexOf(readWords(words)), "80".repeat(32), words);
  assert.deepEqual(takeApart("ARAÑA aran\u0303a"), ["arana", "arana"]);
});

test("numbers in the digits of Arabic and Persian", () => {
  for (const words of [
    "١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ ١٥٣٤ ٢٠٣٢ ١٩٢٠، ١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ ١٥٣٤ ٢٠٣٢ ١٩٢٠ " +
      "١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ ١٥٣٤ ٢٠٣٢ ١٨١٦",
    "۱۰۲۰ ۲۰۱۶ ۱۷۹۱ ۲۰۴۰ ۱۹۸۴ ۱۵۳۴ ۲۰۳۲ ۱۹۲۰ 1020 2016 1791 2040 1984 1534 2032 1920 " +
      "17. 1020 18. 2016 1791 2040 1984 1534 2032 1816",
  ])
    assert.equal(hexOf(readWords(words)), "7f".repeat(32), words);
});

test("a wrong word is named by its number", () => {
  for (const wrong of [
    "winnr",
    "wœuld",
    "\ud800",
    "winnerwinner",
    "0007",
    "abc",
    "wi",
    "中文",
    "winnerx",
  ])
    for (let place = 0; place < 24; place++) {
      const words = Array(24).fill("winner").with(place, wrong);
      refused(words.join(" "), `word ${place + 1} is not in the list`);
    }
  refused("中文 ".repeat(24), "word 1 is not in the list");
});

test("too few, too many, misnumbered, mixed, in another order", () => {
  refused("", "only 0 words of 24");
  refused(" 1. 2. , ;", "word 1 has another number beside it");
  refused("zoo ".repeat(23), "only 23 words of 24");
  refused("zoo ".repeat(25), "more than 24 words");
  refused("zoo ".repeat(24), "the checksum is wrong: a wrong word, or another order");
  refused(
    "1. legal 13. wave 2. winner 14. sausage 3. thank 15. worth 4. year " +
      "16. useful 5. wave 17. legal 6. sausage 18. winner 7. worth 19. thank " +
      "8. useful 20. year 9. legal 21. wave 10. winner 22. sausage 11. thank " +
      "23. worth 12. year 24. title",
    "word 2 has another number beside it",
  );
  refused(VECTORS[1][1].replace(/title$/, "axiome"), "word 24 is not in the list");
  // Of two lists that hold as many, the first one was meant.
  refused("winner ".repeat(12) + "acompte ".repeat(12), "word 13 is not in the list");
  refused("acompte ".repeat(13) + "winner ".repeat(11), "word 14 is not in the list");
  refused(
    VECTORS[1][1].replace("legal winner", "winner legal"),
    "the checksum is wrong: a wrong word, or another order",
  );
});

test("the key of a case comes back of its words", async () => {
  const its = await Case.create({ day: TODAY });
  for (const language of ["en", "fr", "es", "numbers"]) {
    const again = await Case.fromWords(its.words(language));
    assert.equal(again.id, its.id);
    assert.ok(again.onlyKey && again.created && !again.withdrawn && !again.practice);
    assert.equal(again.day, "");
    assert.equal(again.words("en"), its.words("en"));
  }
  assert.throws(() => its.words("de"), failing("ARGUMENT"));
  assert.throws(() => its.words("__proto__"), failing("ARGUMENT"));
});

test("a case that was made elsewhere has its id written down", async () => {
  const words = VECTORS[1][1],
    id = "2F123120-967E-4196-83D4-D67C9C155C95";
  const its = await Case.fromWords(words, { id, practice: true });
  assert.equal(its.id, id.toLowerCase());
  assert.equal(its.practice, true);
  for (const none of ["", "x", id.slice(1), `${id}0`, null, 5])
    await assert.rejects(
      Case.fromWords(words, { id: none }),
      failing("ARGUMENT", "case: this is no id"),
    );
  await assert.rejects(Case.fromWords(undefined), failing("ARGUMENT"));
});

test("the key 0 is none, nor is one beyond the order of the curve", async () => {
  await assert.rejects(
    Case.fromWords(VECTORS[0][1]),
    failing("CORRUPT", "key: no number of P-256"),
  );
  await assert.rejects(Case.fromWords(VECTORS[3][1]), failing("CORRUPT"));
  const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  await assert.rejects(
    Case.fromWords(writeWords(Buffer.from(order, "hex"), "en")),
    failing("CORRUPT"),
  );
  const last = Buffer.from(order.replace(/1$/, "0"), "hex");
  assert.ok(await Case.fromWords(writeWords(last, "en")));
});
