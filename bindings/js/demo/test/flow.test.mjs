// SPDX-License-Identifier: Apache-2.0
// The whole way, with the keyboard alone and without a network: in every language, from
// a file: address and from an http: one, up to the document that the native command
// opens. Nothing is asked of the network, and nothing is stored.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { byBrowser, madePictures } from "./made.mjs";
import { ALL, FILE, LANGUAGES, browse, hashesOf, mien, newRecipient, noChromium,
         noMien, open, openDocument, serve } from "./support.mjs";

const skip = noChromium || noMien;
const PASSPHRASE = "kettle orbit maple sundial";
const LISTS = { en: "en", fr: "fr", es: "es", ar: "numbers" };
let browser, site, files, native;

before(async () => {
  if (skip)
    return;
  browser = await browse();
  site = await serve();
  files =
    [...madePictures(), await byBrowser(browser, "three.jpg", "image/jpeg", 640, 480)];
  native = hashesOf(files);
});
after(async () => {
  await browser?.close();
  site?.close();
});

// All in which a page can leave something behind.
async function stored({ page, context }) {
  const inPage = await page.evaluate(async () => {
    const count = (from) => {
      try {
        return from();
      } catch (error) {
        if (error.name === "SecurityError") // a file: address may not have one
          return 0;
        throw error;
      }
    };
    return { local: count(() => localStorage.length),
             session: count(() => sessionStorage.length),
             databases: (await indexedDB.databases()).length, cookie: document.cookie,
             caches: globalThis.caches ? (await caches.keys().catch(() => [])).length
               : 0,
             workers: (await navigator.serviceWorker?.getRegistrations()
                       .catch(() => []))?.length ?? 0,
             state: history.state, entries: history.length };
  });
  return { ...inPage, cookies: (await context.cookies()).length };
}

// The history holds the blank page before, and this one.
const NOTHING = { local: 0, session: 0, databases: 0, cookie: "", caches: 0, workers: 0,
                  state: null, entries: 2, cookies: 0 };

// The hashes of an item by their variants.
const hashesIn = ({ signals }) =>
  Object.fromEntries(signals.map(({ variant, hashValue }) => [variant, hashValue]));

async function makeCase(its, body) {
  const driver = new Driver(its);
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.compare(body.fingerprint.match(/.{1,4}/g).join(" "));
  await driver.pictures(files);
  await driver.keep("both", PASSPHRASE);
  await driver.write();
  const words = await driver.words();
  await driver.at("done", "done.title");
  return { words, document: await driver.download(0),
           wallet: await driver.download(1) };
}

function judgePayload(payload, body) {
  assert.deepEqual(payload.attestation, {
    adult_now: true, adults_in_image: true, self_in_image: true,
    no_consent_to_share: true,
    synthetic: "no", on_behalf: false });
  assert.equal(payload.format, "ncii-submission");
  assert.deepEqual(payload.recipients, [body.id]);
  const expected = files.map((file) => native.get(file));
  assert.deepEqual(payload.items.map(hashesIn),
                   expected.map(({ dihedral }) => dihedral));
  assert.deepEqual(payload.items.map(({ signals }) => signals[0].quality),
                   expected.map(({ quality }) => quality));
}

// The wallet and the words are the native command's as well.
function judgeKeys({ wallet, words }, payload, language) {
  const listed = mien(["case", "wallet", "list", "--format", "json",
                       "--passphrase-fd", "0", wallet.file], PASSPHRASE);
  assert.equal(JSON.parse(listed).case, payload.case.id);
  const shown = mien(["case", "wallet", "words", "--language", LISTS[language],
                      "--passphrase-fd", "0", wallet.file], PASSPHRASE);
  for (const word of words.split(" "))
    assert.ok(shown.includes(word), `${word} is in ${shown}`);
}

for (const language of LANGUAGES)
  for (const from of ALL || language === "fr" ? ["file", "http"] : ["file"])
    test(`a case by the keyboard, ${language}, ${from}:`, { skip }, async () => {
      const url = from === "file" ? FILE : site.url;
      const body = newRecipient(`body-${language}-${from}`);
      const its = await open(browser, { url, language });
      await its.context.setOffline(true);
      const made = await makeCase(its, body);

      const payload = openDocument(made.document.file, body.key);
      judgePayload(payload, body);
      judgeKeys(made, payload, language);
      assert.equal(made.document.name, "document.json");
      assert.equal(made.wallet.name, "notes.json");
      for (const name of ["one.png", "three.jpg", PASSPHRASE])
        assert.ok(!readFileSync(made.document.file, "utf8").includes(name));

      assert.deepEqual(its.requests, [url], "only the page itself is asked for");
      assert.deepEqual(await stored(its), NOTHING);
      assert.deepEqual(its.complaints, []);
      assert.ok(site.asked.every((path) => path === "/"), site.asked.join(" "));
      await its.context.close();
    });
