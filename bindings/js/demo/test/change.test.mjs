// SPDX-License-Identifier: Apache-2.0
// Back and forth: from the summary to any answer and back to it; what was shown of a
// case is of the case that is made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { madePictures } from "./made.mjs";
import { becomes, browse, noChromium, noWorkers, open, text } from "./support.mjs";

let browser;
before(async () => {
  browser = noChromium ? null : await browse();
});
after(() => browser?.close());

async function atSummary() {
  const its = await open(browser), driver = new Driver(its);
  await driver.practisePicture();
  await driver.press("main form .main");
  await driver.at("views", "views.title");
  await driver.answer("no");
  await driver.keep("words");
  await driver.at("summary", "summary.title");
  return { ...its, driver };
}

async function payload({ page }) {
  await page.locator("details.exact summary").click();
  return JSON.parse(await page.locator("details.exact pre").innerText());
}

async function change({ page, driver }, name) {
  await page.getByRole("button", { name: text("en", "summary.change") }).click();
  await driver.at("change", "summary.change.title");
  await page.getByRole("button", { name, exact: true }).click();
}

test("an answer is changed, and what follows from it asked, then the summary is back",
     { skip: noChromium }, async () => {
  const its = await atSummary(), { driver } = its, first = await payload(its);
  assert.equal(first.attestation.on_behalf, false);
  await change(its, text("en", "on_behalf.name"));
  await driver.at("on_behalf", "on_behalf.title");
  await driver.answer("yes");
  await driver.at("on_behalf_known", "on_behalf_known.title");
  await driver.answer("yes");
  await driver.at("summary", "summary.title");
  const second = await payload(its);
  assert.equal(second.attestation.on_behalf, true);
  assert.ok(!("on_behalf_known" in second.attestation), "that is between the two");
  assert.notEqual(second.case.id, first.case.id);
  await its.context.close();
});

test("parts of pictures are sent when she says so, and not when she does not",
     { skip: noChromium }, async () => {
  const its = await atSummary(), { driver } = its, counts = [];
  counts.push((await payload(its)).items[0].signals.length);
  await change(its, text("en", "views.title"));
  await driver.at("views", "views.title");
  await driver.answer("yes");
  await driver.at("summary", "summary.title");
  counts.push((await payload(its)).items[0].signals.length);
  assert.equal(counts[0], 8);
  assert.ok(counts[1] > 8 && counts[1] % 8 === 0, `${counts[1]} hashes`);
  await its.context.close();
});

test("an answer that says somebody is under 18 ends it here, too", { skip: noChromium },
     async () => {
  const its = await atSummary(), { driver } = its;
  await change(its, text("en", "adult_now.name"));
  await driver.at("adult_now", "adult_now.title");
  await driver.answer("no");
  await driver.at("minor", "end.minor.title");
  await noWorkers(its);
  assert.deepEqual(await its.page.locator("main button").allInnerTexts(),
                   [text("en", "exit")]);
  assert.deepEqual((await its.page.locator("main > p").allInnerTexts()).slice(0, 3),
                   said("minor", text("en", "end.forgotten")));
  await its.context.close();
});

// The paragraphs of an end, the second of which can be about pictures.
function said(end, about) {
  const [why, ...more] = text("en", `end.${end}.text`).split("\n\n");
  return [why, ...(about ? [about] : []), ...more];
}

const NAME = "a-name-of-nothing-else.png";

// The field for pictures would be held by what fills it from here.
function drop(page, file) {
  return page.evaluate(([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
    dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
  }, [NAME, readFileSync(file).toString("base64")]);
}

// How often a picture's name is in the memory of the page.
async function inMemory({ page, context }) {
  const tools = await context.newCDPSession(page), chunks = [];
  tools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await tools.send("HeapProfiler.takeHeapSnapshot", {});
  await tools.detach();
  return chunks.join("").split(NAME).length - 1;
}

test("no case after all: the pictures are forgotten, it says so, and none comes back",
     { skip: noChromium }, async () => {
  const opened = await open(browser), { page } = opened, driver = new Driver(opened);
  const its = { ...opened, driver };
  const choose = async () => {
    await drop(page, madePictures()[0]);
    await driver.read(1);
    await page.locator("form .main").click();
    await driver.at("views", "views.title");
    await driver.answer("yes");
  };
  const consent = async (answer) => {
    await change(its, text("en", "no_consent_to_share.name"));
    await driver.at("no_consent_to_share", "no_consent_to_share.title");
    await driver.answer(answer);
  };
  // Before a picture was chosen, nothing is said of pictures.
  await driver.begin();
  await driver.practise();
  await driver.answerAll(["yes", "yes", "yes", "no"]);
  await driver.at("consent", "end.consent.title");
  assert.deepEqual(await page.locator("main > p").allInnerTexts(), said("consent"));
  await page.getByRole("button", { name: text("en", "back"), exact: true }).click();
  await driver.answerAll(["yes", "yes", "yes", "yes", "no", "no"], 3);
  await driver.compare();
  await driver.at("pictures", "pictures.title");
  await choose();
  await driver.keep("words");
  await driver.at("summary", "summary.title");
  assert.ok(await inMemory(its) > 0);

  await consent("no");
  await driver.at("consent", "end.consent.title");
  assert.deepEqual(await page.locator("main > p").allInnerTexts(),
                   said("consent", text("en", "end.forgotten")));
  await noWorkers(its);
  assert.equal(await becomes(0, () => inMemory(its)), 0);

  await page.getByRole("button", { name: text("en", "back"), exact: true }).click();
  await driver.at("no_consent_to_share", "no_consent_to_share.title");
  await driver.answer("yes");
  await driver.at("pictures", "pictures.title");
  assert.equal(await page.locator(".picture").count(), 0);
  await page.locator("form .main").click();
  await driver.wrong(text("en", "pictures.choose"));
  await choose();
  await driver.at("summary", "summary.title");
  assert.deepEqual(its.complaints, []);
  await its.context.close();
});

test("the words on paper are of the case that is made, also after going back",
     { skip: noChromium }, async () => {
  const its = await atSummary(), { driver, page } = its, seen = [];
  const words = async () => {
    await driver.write();
    await driver.at("words", "words.title");
    seen.push((await page.locator(".words li").allInnerTexts()).join(" "));
    await page.locator("form .actions button").last().click();
    await driver.at("summary", "summary.title");
  };
  const voided = () => page.getByText(text("en", "words.void")).count();
  await words();
  assert.equal(await voided(), 0);
  await words();
  assert.equal(seen[0], seen[1]);
  // The names of files are not in the case.
  await change(its, text("en", "names.title"));
  await driver.at("names", "names.title");
  await page.fill("#document", "letter.json");
  await driver.next();
  await words();
  assert.equal(seen[2], seen[0]);
  assert.equal(await voided(), 0);
  await change(its, text("en", "summary.key.name"));
  await driver.at("keeping", "key.title");
  await driver.answer("words");
  await driver.at("summary", "summary.title");
  assert.equal(await voided(), 1, "the first paper is void");
  await words();
  assert.notEqual(seen[3], seen[0], "another case has other words");
  // Wrong ones are not taken.
  await driver.write();
  await driver.at("words", "words.title");
  assert.equal(await voided(), 1);
  await driver.next();
  await driver.at("words-check", "words.check.title");
  for (const field of await page.locator("main input").all())
    await field.fill("wrong");
  await driver.next();
  await page.locator(".wrong").waitFor();
  assert.equal(await driver.title(), text("en", "words.check.title"));
  await its.context.close();
});

test("back leads through everything, to the first screen", { skip: noChromium },
     async () => {
  const its = await atSummary(), { page, driver } = its;
  const titles = [];
  for (;;) {
    titles.push(await driver.title());
    const back = page.getByRole("button", { name: text("en", "back"), exact: true });
    if (await back.count() === 0)
      break;
    await back.last().click();
  }
  // What was not asked is passed over: a passphrase, and what another person knows.
  assert.deepEqual(titles, [
    "summary", "names", "key", "views", "pictures", "compare", "on_behalf", "synthetic",
    "no_consent_to_share", "self_in_image", "adults_in_image", "adult_now", "receivers",
    "safety"].map((key) => text("en", `${key}.title`)));
  await its.context.close();
});
