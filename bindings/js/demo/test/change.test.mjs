// SPDX-License-Identifier: Apache-2.0
// Back and forth: from the summary to any answer and back to it; what was shown of a
// case is of the case that is made.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { browse, noChromium, open, text } from "./support.mjs";

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
  assert.equal(its.page.workers().length, 0);
  assert.deepEqual(await its.page.locator("main button").allInnerTexts(),
                   [text("en", "exit")]);
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
  await words();
  await words();
  assert.equal(seen[0], seen[1]);
  await change(its, text("en", "summary.key.name"));
  await driver.at("keeping", "key.title");
  await driver.answer("words");
  await words();
  assert.notEqual(seen[2], seen[0], "another case has other words");
  // Wrong ones are not taken.
  await driver.write();
  await driver.at("words", "words.title");
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
