// SPDX-License-Identifier: Apache-2.0
// Cases in Chromium, in a page that is one file, opened from a file: address, and that
// may connect to nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Case, Wallet } from "mien/case";
import { body, open, sealing, TODAY } from "./support/cases.js";
import { withoutBrowser } from "./support/browser.js";

const CHROMIUM = process.env.MIEN_CHROMIUM ?? "/usr/bin/chromium";
const PASSPHRASE = "sept lampes sous l’eau";

/** Runs in the page: makes a case, its document, its words and its wallet. */
async function inPage({ file, day, passphrase }) {
  const { Case, Hash, QUESTIONS, Recipient, Wallet } = globalThis.mien;
  const recipient = await Recipient.read(JSON.stringify(file));
  recipient.confirm(recipient.fingerprint);
  const its = await Case.create({ day });
  for (const question of QUESTIONS)
    its.answer(question, question === "on_behalf" ? "no" : "yes");
  const dihedral = Array.from("01234567", (digit) => Hash.fromHex(digit.repeat(64)));
  its.addImage({ dihedral, quality: 88 });
  const options = { action: "create", recipients: [recipient], day };
  const preview = its.preview(options);
  const document = await its.seal(options);
  const wallet = new Wallet();
  wallet.put(its);
  const text = await wallet.seal(passphrase);
  const [again] = (await Wallet.open(text, passphrase)).cases;
  const ofWords = await Case.fromWords(its.words("fr"));
  return {
    preview,
    document,
    wallet: text,
    words: its.words("numbers"),
    ids: [its.id, again.id, ofWords.id],
    secure: globalThis.isSecureContext,
    origin: globalThis.origin,
  };
}

/** A page with the module inside. */
async function page() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from "./src/case.js"; export { Hash } from "./src/hash.js";`,
      resolveDir: fileURLToPath(new URL("..", import.meta.url)),
    },
    bundle: true,
    format: "iife",
    globalName: "mien",
    platform: "browser",
    write: false,
  });
  const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>mien</title>
    <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; script-src 'unsafe-inline'">
    <script>${script}</script>`;
}

const skip = withoutBrowser;

test("a case is made in a file: page, and opened in Node", { skip }, async () => {
  const { chromium } = await import("playwright-core");
  const folder = mkdtempSync(join(tmpdir(), "mien-page-"));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    const one = await body("example.org");
    const path = join(folder, "page.html");
    writeFileSync(path, await page());
    const tab = await browser.newPage();
    const asked = [];
    tab.on("request", (request) => asked.push(request.url()));
    await tab.goto(pathToFileURL(path).href);
    const made = await tab.evaluate(inPage, {
      file: one.file,
      day: TODAY,
      passphrase: PASSPHRASE,
    });
    assert.deepEqual([made.secure, made.origin], [true, "null"]);
    assert.deepEqual(asked, [pathToFileURL(path).href]);
    assert.deepEqual(await open(made.document, one), made.preview);
    assert.deepEqual(new Set(made.ids), new Set([made.preview.case.id]));
    assert.equal((await Case.fromWords(made.words)).id, made.ids[0]);
    const [its] = (await Wallet.open(made.wallet, PASSPHRASE)).cases;
    const back = await its.seal(sealing("withdraw", [one]));
    assert.deepEqual((await open(back, one)).items, made.preview.items);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
