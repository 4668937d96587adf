// SPDX-License-Identifier: Apache-2.0
// Every screen, in every language, as a phone and as a desktop has it: judged by axe,
// which finds what screen readers and others stumble over; nothing wider than the
// screen; targets large enough for a finger; no field that a browser keeps. With MIEN_SCREENSHOTS=FOLDER a picture of
// each is kept there, to be looked at.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { brokenPicture, byBrowser, dullPicture, madePictures } from "./made.mjs";
import { ALL, DESKTOP, LANGUAGES, PHONE, browse, newRecipient, noChromium, noMien,
         open } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
                         "utf8");
const FOLDER = process.env.MIEN_SCREENSHOTS;
const skip = noChromium || noMien;
const TARGET = 44; // CSS pixels
const WEAK = "kettle";

const NARROW = { width: 320, height: 640 };
// What differs with the language is its words and their direction, not its colours; axe
// does not look at sizes, and nothing but the size differs on a desktop.
const SIZES = {
  phone: { viewport: PHONE, languages: LANGUAGES, axe: true },
  desktop: { viewport: DESKTOP, languages: ALL ? LANGUAGES : ["en", "ar"] },
  dark: { viewport: PHONE, colorScheme: "dark", languages: ["en"], axe: true },
  // A desktop that is zoomed to 400 %.
  narrow: { viewport: NARROW, languages: ["fr", "ar"] },
  contrast: { viewport: PHONE, forcedColors: "active", languages: ["es"], axe: true },
};

let browser, files;
before(async () => {
  if (skip)
    return;
  browser = await browse();
  files = [...madePictures(), dullPicture(), brokenPicture(),
           await byBrowser(browser, "four.webp", "image/webp", 320, 240),
           await byBrowser(browser, "open.webp", "image/webp", 320, 240, true)];
  if (FOLDER)
    mkdirSync(FOLDER, { recursive: true });
});
after(() => browser?.close());

async function judge({ page }, name) {
  if (!await page.evaluate(() => "axe" in globalThis))
    await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
              "best-practice"] }));
  assert.deepEqual(found.violations.map(({ id, nodes }) =>
    [id, nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`)]),
      [], name);
  assert.ok(found.passes.length > 10, `axe looked at ${name}`);
}

async function fits({ page }, name) {
  const { wide, small, broken, kept } = await page.evaluate((least) => {
    const seen = (element) => element.checkVisibility() &&
      !element.closest(".hidden, label.file input");
    const targets =
      [...document.querySelectorAll("button, select, summary, .choice, .file span")];
    return {
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: targets.filter((element) => seen(element) &&
        element.getBoundingClientRect().height < least - 0.5)
          .map((element) => element.outerHTML),
      broken: [...document.querySelectorAll(".fingerprint span")]
        .filter((group) => group.getClientRects().length > 1).length,
      kept: [...document.querySelectorAll("input, select, textarea")]
        .filter((field) => field.getAttribute("autocomplete") !== "off")
        .map((field) => field.outerHTML),
    };
  }, TARGET);
  assert.ok(wide <= 0, `${name} is ${wide} pixels wider than the screen`);
  assert.deepEqual(small, [], `${name}: targets smaller than a finger`);
  assert.equal(broken, 0, `${name}: groups of a fingerprint on two lines`);
  assert.deepEqual(kept, [], `${name}: fields that a browser keeps with the session`);
}

// Comes to every screen there is, with what can be wrong on it.
async function everyScreen(its, visit) {
  const driver = new Driver(its, visit), { page } = its;
  const wrong = async (name) => {
    await page.locator(".wrong").first().waitFor();
    await visit(`${name}-wrong`);
  };
  const body = newRecipient("shown", "--hashes", "64", "--places");
  const other = newRecipient("second", "--hashes", "64");
  await driver.at("safety", "safety.title");
  await page.locator("main .actions button").nth(1).click();
  await driver.at("help", "help.title");
  await page.selectOption("#country", "FR");
  await visit("help-country");
  await page.locator("main > .actions button").click();
  await driver.begin();
  await driver.at("receivers", "receivers.title");
  await driver.next();
  await wrong("receivers");
  await page.setInputFiles("#recipient", [body.file, other.file]);
  await page.locator(".list li").nth(1).waitFor();
  await visit("receivers-chosen");
  await page.locator("form .main").click();
  await driver.at("adult_now", "adult_now.title");
  await driver.next();
  await wrong("adult_now");
  await page.check("input[value=yes]");
  await page.locator("form .main").click();
  await driver.answerAll(["yes", "yes", "yes", "yes", "unsure", "yes", "yes"], 1);
  await driver.at("compare", "compare.title");
  await page.fill("#pasted", "This text has no fingerprint, but is long enough for it.");
  await visit("compare-pasted-none");
  await page.fill("#pasted", body.fingerprint);
  await visit("compare-pasted");
  await page.locator("form .main").click();
  await driver.at("compare-second", "compare.title");
  await driver.answer("other");
  await driver.at("compare-other", "compare.other.title");
  await page.locator("main .actions .main").click();
  await driver.at("pictures", "pictures.title");
  await page.locator("form .main").click();
  await wrong("pictures");
  await page.setInputFiles("#pictures", files);
  await driver.read(files.length);
  await page.locator(".picture summary").first().click();
  await visit("pictures-read");
  await page.locator("form .main").click();
  await driver.at("views", "views.title");
  await driver.answer("yes");
  await driver.at("keeping", "key.title");
  await driver.answer("both");
  await driver.at("passphrase", "passphrase.title");
  await page.fill("#passphrase", WEAK);
  await page.fill("#again", "other");
  await page.locator("form .main").click();
  await wrong("passphrase");
  await page.fill("#again", WEAK);
  await page.locator("form .main").click();
  await driver.at("weak", "weak.title");
  await page.locator("main .actions button").first().click();
  await driver.at("passphrase-again", "passphrase.title");
  await page.setInputFiles("#wallet-file", body.file);
  await driver.at("passphrase-old", "passphrase.title");
  await page.locator("main > p button").click();
  await driver.at("passphrase-new", "passphrase.title");
  await page.fill("#passphrase", WEAK);
  await page.fill("#again", WEAK);
  await page.locator("form .main").click();
  await driver.at("weak-again", "weak.title");
  await page.locator("main .actions button").nth(1).click();
  await driver.at("names", "names.title");
  await driver.next();
  await driver.at("summary", "summary.title");
  await page.locator("details.exact summary").click();
  await visit("summary-exact");
  await page.locator("main > .actions .main").click();
  await driver.at("words-first", "words.title");
  await page.locator("form .actions button").last().click();
  await driver.at("summary-back", "summary.title");
  await page.locator("main > .actions button").nth(1).click();
  await driver.at("change", "summary.change.title");
  await page.locator("main .changes button").first().click();
  await driver.at("adult_now-again", "adult_now.title");
  await page.locator("form .main").click();
  await driver.at("summary-void", "summary.title");
  await page.locator("main > .actions .main").click();
  await driver.at("words", "words.title");
  const list = await page.locator(".words li").allInnerTexts();
  await driver.next();
  await driver.at("words-check", "words.check.title");
  await driver.next();
  await wrong("words-check");
  for (const field of await page.locator("main input").all())
    await field.fill(list[Number((await field.getAttribute("id")).split("-")[1]) - 1]);
  await page.locator("form .main").click();
  await driver.at("done", "done.title");
  const document = await driver.download(0), wallet = await driver.download(1);
  await visit("done-saved");
  return { document, wallet, words: list.join(" "), body };
}

// The screens of taking a case back, and the one for those under 18.
async function otherScreens(its, visit, { wallet, words, body }) {
  const driver = new Driver(its, visit), { page } = its;
  const begin = async (source) => {
    await page.reload();
    await page.locator("main .actions button").nth(2).click();
    await driver.at(`back-${source}`, "back.title");
    await driver.answer(source);
  };
  await begin("wallet");
  await driver.at("back-wallet-file", "back.wallet.title");
  await page.setInputFiles("#wallet-file", wallet.file);
  await page.fill("#passphrase", "another");
  await page.locator("form .main").click();
  await page.locator(".wrong").waitFor();
  await visit("back-wallet-wrong");
  await page.fill("#passphrase", WEAK);
  await page.locator("form .main").click();
  await driver.at("back-sure", "back.title");
  await page.locator("form .main").click();
  await driver.at("back-done", "done.title");

  await begin("words");
  await driver.at("back-receivers", "receivers.title");
  await page.setInputFiles("#recipient", body.file);
  await page.locator(".list li").waitFor();
  await page.locator("form .main").click();
  await driver.at("back-compare", "compare.title");
  await driver.answer("same");
  await driver.at("back-words", "back.words.title");
  await page.fill("#words", words.split(" ").slice(0, 23).join(" "));
  await page.locator("form .main").click();
  await page.locator(".wrong").waitFor();
  await visit("back-words-wrong");

  await page.reload();
  await driver.practisePicture();
  await page.locator("form .actions button").last().click();
  await driver.at("compare-back", "compare.title");
  await page.locator("form .actions button").last().click();
  await driver.at("on_behalf-back", "on_behalf.title");
  await driver.answer("yes");
  await driver.at("on_behalf_known", "on_behalf_known.title");
  await driver.answer("no");
  await driver.at("unknowing", "end.unknowing.title");

  await page.reload();
  await driver.begin();
  await driver.practise();
  await driver.answerAll(["no"]);
  await driver.at("minor", "end.minor.title");
}

for (const [size, { languages, axe, ...options }] of Object.entries(SIZES))
  for (const language of languages)
    test(`every screen, ${language}, ${size}`, { skip }, async () => {
      const its = await open(browser, { language, bypassCSP: true, ...options });
      let shown = 0;
      const visit = async (name) => {
        shown++;
        if (FOLDER)
          await its.page.screenshot({ fullPage: true, path: join(FOLDER,
            `${size}-${language}-${String(shown).padStart(2, "0")}-${name}.png`) });
        await fits(its, name);
        if (axe)
          await judge(its, name);
      };
      await otherScreens(its, visit, await everyScreen(its, visit));
      assert.ok(shown > 40, `${shown} screens`);
      assert.deepEqual(its.complaints, []);
      await its.context.close();
    });
