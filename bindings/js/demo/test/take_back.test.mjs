// SPDX-License-Identifier: Apache-2.0
// A case is taken back: from the wallet, from the words, and from those that the native
// command made.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { madePictures } from "./made.mjs";
import { browse, inScratch, mien, newRecipient, noChromium, noMien, open, openDocument,
         text } from "./support.mjs";

const skip = noChromium || noMien;
const PASSPHRASE = "kettle orbit maple sundial";
const LISTS = { en: "en", fr: "fr", es: "es", ar: "numbers" };

let browser;
before(async () => {
  browser = skip ? null : await browse();
});
after(() => browser?.close());

const ANSWERS = { adult_now: "yes", adults_in_image: "yes", self_in_image: "yes",
                  no_consent_to_share: "yes", synthetic: "no", on_behalf: "no" };

/** A case of the native command: {body, wallet, words, id}. */
function nativeCase(name, language, options = []) {
  const body =
    newRecipient(name, ...options.filter((option) => option === "--practice"));
  const path = (end) => inScratch(`${name}.${end}`);
  writeFileSync(path("answers"), JSON.stringify({
    ...ANSWERS, fingerprints: [body.fingerprint], low_quality: "stop",
    unreadable: "stop",
    proceed: "yes" }));
  mien(["case", "new", "--answers", path("answers"), "--recipient", body.file, "--out",
        path("document"), "--wallet", path("wallet"), "--passphrase-fd", "0",
        ...options],
       PASSPHRASE);
  const listed = mien(["case", "wallet", "words", "--language", LISTS[language],
                       "--passphrase-fd", "0", path("wallet")], PASSPHRASE);
  const practice = options.includes("--practice") ? ["--practice"] : [];
  return { body, wallet: path("wallet"), listed,
           created: openDocument(path("document"), body.key, ...practice) };
}

async function begin(its) {
  const driver = new Driver(its);
  await driver.at("safety", "safety.title");
  await driver.press("main .actions button:nth-child(3)");
  await driver.at("back", "back.title");
  return driver;
}

function isWithdrawal(payload, created) {
  assert.equal(payload.case.action, "withdraw");
  assert.equal(payload.case.id, created.case.id);
  assert.deepEqual(payload.recipients, created.recipients);
}

for (const language of ["en", "ar"])
  test(`from a wallet of the native command, ${language}`, { skip }, async () => {
    const files = madePictures(), its = await open(browser, { language });
    const { body, wallet, created } = nativeCase(`wallet-${language}`, language, files);
    const driver = await begin(its);
    await driver.answer("wallet");
    await driver.at("wallet", "back.wallet.title");
    await driver.give("#wallet-file", wallet);
    await driver.type("#passphrase", "another one");
    await driver.next();
    await driver.wrong(text(language, "wrong.passphrase"));
    await its.page.fill("#passphrase", PASSPHRASE);
    await driver.next();
    await driver.at("sure", "back.title");
    assert.ok((await its.page.locator("main").innerText()).includes(created.case.id));
    await driver.next();
    await driver.at("done", "done.title");
    const lost = ["document", "wallet"].map((what, i) =>
      driver.text(`back.lost.${what}`, ["document.json", basename(wallet)][i]));
    assert.deepEqual(await driver.lost(), lost);
    const document = await driver.download(0);
    assert.deepEqual(await driver.lost(), lost.slice(1));
    const changed = await driver.download(1);
    assert.deepEqual(await driver.lost(), []);
    const payload = openDocument(document.file, body.key);
    isWithdrawal(payload, created);
    assert.equal(payload.items.length, files.length);
    const listed =
      mien(["case", "wallet", "list", "--format", "json", "--passphrase-fd", "0",
            changed.file], PASSPHRASE);
    assert.equal(JSON.parse(listed).withdrawn, true);
    assert.deepEqual(its.requests.length, 1);
    await its.context.close();
  });

// From its beginning to the field for the words.
async function toWords(driver, body) {
  await driver.answer("words");
  await driver.at("receivers", "receivers.title");
  await driver.give("#recipient", body.file);
  await driver.page.locator(".list li").waitFor();
  await driver.next();
  await driver.compare(body.fingerprint);
  await driver.at("words", "back.words.title");
}

// And from there to the withdrawal.
async function withWords(driver, { body, listed, created }) {
  await driver.page.fill("#words", wordsOf(listed));
  await driver.next();
  await driver.at("sure", "back.title");
  await driver.next();
  await driver.at("done", "done.title");
  isWithdrawal(openDocument((await driver.download(0)).file, body.key), created);
}

for (const language of Object.keys(LISTS))
  test(`from the words on paper, ${language}`, { skip }, async () => {
    const its = await open(browser, { language });
    const { body, listed, created } = nativeCase(`words-${language}`, language,
                                                 madePictures());
    const driver = await begin(its);
    await toWords(driver, body);
    await its.page.fill("#words", "legal winner");
    await driver.next();
    await driver.wrong(text(language, "back.words.wrong"));
    await withWords(driver, { body, listed, created });
    assert.deepEqual(its.complaints, []);
    await its.context.close();
  });

// As the command prints them, with their numbers, which a reader takes as well.
function wordsOf(listed) {
  const words = listed.match(/\b\d{1,2}\.?\s+\S+/g) ?? [];
  return words.length === 24 ? words.map((word) => word.split(/\s+/)[1]).join(" ")
                             : listed.trim();
}

test("a case is added to a wallet of the native command, and taken back from there",
     { skip }, async () => {
  const { body, wallet, created } = nativeCase("added", "en", madePictures()
                                               .slice(0, 1));
  const its = await open(browser, { language: "en" }), driver = new Driver(its),
    { page } = its;
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.compare(body.fingerprint);
  await driver.pictures(madePictures().slice(1));
  await driver.at("keeping", "key.title");
  await driver.answer("wallet");
  await driver.at("passphrase", "passphrase.title");
  await driver.give("#wallet-file", wallet);
  await page.locator("#again").waitFor({ state: "detached" }); // it has a passphrase
  await driver.type("#passphrase", "wrong");
  await driver.next();
  await page.locator(".wrong").waitFor();
  await page.fill("#passphrase", PASSPHRASE);
  await driver.next();
  await driver.at("names", "names.title");
  await driver.next();
  await driver.write();
  await driver.at("done", "done.title");
  const second = openDocument((await driver.download(0)).file, body.key);
  const both = await driver.download(1);
  const ids =
    mien(["case", "wallet", "list", "--format", "json", "--passphrase-fd", "0",
          both.file], PASSPHRASE).trim().split("\n")
                      .map((line) => JSON.parse(line).case);
  assert.deepEqual(ids.sort(), [created.case.id, second.case.id].sort());

  await page.reload();
  const again = await begin({ page, language: "en" });
  await again.answer("wallet");
  await again.at("wallet", "back.wallet.title");
  await again.give("#wallet-file", both.file);
  await again.type("#passphrase", PASSPHRASE);
  await again.next();
  await again.at("which", "back.which.title");
  await again.choose(second.case.id);
  await again.next();
  await again.at("sure", "back.title");
  await again.next();
  await again.at("done", "done.title");
  isWithdrawal(openDocument((await again.download(0)).file, body.key), second);
  await its.context.close();
});

test("it can be taken back from who has expired since", { skip }, async () => {
  const its = await open(browser);
  const { body, listed, created } = nativeCase("expired", "en", madePictures());
  const json = JSON.parse(readFileSync(body.file, "utf8"));
  writeFileSync(body.file, JSON.stringify({ ...json, expires: "2020-01-01" }));
  const driver = await begin(its);
  await toWords(driver, body);
  await withWords(driver, { body, listed, created });
  await its.context.close();
});

test("the made-up picture is that of the native command", { skip }, async () => {
  const { body, created } = nativeCase("class", "en", ["--practice"]);
  const its = await open(browser), driver = new Driver(its);
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.compare(body.fingerprint);
  await driver.at("pictures", "pictures.title");
  await driver.press("main .take button");
  await driver.read(1);
  await driver.press("main form .main");
  await driver.keep("words");
  await driver.write();
  await driver.words();
  await driver.at("done", "done.title");
  const document = await driver.download(0);
  assert.deepEqual(openDocument(document.file, body.key, "--practice").items,
                   created.items);
  assert.equal(await its.page.locator(".hand-over").count(), 1);
  await its.context.close();
});
