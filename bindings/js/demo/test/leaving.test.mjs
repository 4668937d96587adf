// SPDX-License-Identifier: Apache-2.0
// Leaving leaves nothing, and asks nothing; what she loses by it is said before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { browse, noChromium, noWorkers, open, serve } from "./support.mjs";

let browser, site;

before(async () => {
  if (noChromium)
    return;
  browser = await browse();
  site = await serve();
});
after(async () => {
  await browser?.close();
  site?.close();
});

async function atPictures() {
  const its = await open(browser), driver = new Driver(its);
  await driver.practisePicture();
  return { ...its, driver };
}

async function isGone({ page: left }) {
  await left.waitForURL("about:blank");
  assert.equal(await left.evaluate(() => document.body?.innerText ?? ""), "");
  await noWorkers({ page: left });
  // Nothing leads back to it.
  await left.goBack().catch(() => null);
  assert.equal(left.url(), "about:blank");
}

test("the button leaves at once, for a blank page", { skip: noChromium }, async () => {
  const its = await atPictures();
  assert.equal(its.page.workers().length, 1);
  await its.page.locator("button.exit").click();
  await isGone(its);
  await its.context.close();
});

test("so does the Escape key, three times", { skip: noChromium }, async () => {
  const its = await atPictures();
  for (let i = 0; i < 3; i++)
    await its.page.keyboard.press("Escape");
  await isGone(its);
  await its.context.close();
});

test("but not once, nor twice with something between", { skip: noChromium },
     async () => {
  const its = await atPictures();
  for (const key of ["Escape", "Escape", "Tab", "Escape"])
    await its.page.keyboard.press(key);
  assert.equal(await its.driver.title(), "Your pictures");
  await its.context.close();
});

test("coming back finds an empty page", { skip: noChromium }, async () => {
  const its = await atPictures();
  await its.page.goto(site.url);
  await its.page.goBack();
  await its.page.locator("h1").waitFor();
  assert.equal(await its.driver.title(), "Before you begin");
  assert.equal(await its.page.locator(".picture").count(), 0);
  await its.context.close();
});

// A page on which a document was made, and what it was asked since.
async function atDone(keep = "wallet") {
  const its = await atPictures(), { driver } = its, asked = [];
  its.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  });
  await driver.press("main form .main");
  await driver.at("views", "views.title");
  await driver.answer("no");
  await driver.keep(keep, "kettle orbit maple sundial");
  await driver.write();
  if (keep !== "wallet")
    await driver.words();
  await driver.at("done", "done.title");
  return { ...its, asked };
}

test("leaving asks nothing, also when a document was made", { skip: noChromium },
     async () => {
  const its = await atDone();
  await its.page.locator("button.exit").click();
  await isGone(its);
  assert.deepEqual(its.asked, []);
  await its.context.close();
});

const LOST = {
  wallet: ["done.lost.document", "done.lost.wallet"],
  both: ["done.lost.document", "done.lost.wallet.words"],
  words: ["done.lost.document"],
};
const NAMES = ["document.json", "notes.json"];

for (const [keep, keys] of Object.entries(LOST))
  test(`what is lost by leaving is said until it is downloaded: ${keep}`,
       { skip: noChromium }, async () => {
    const its = await atDone(keep), { driver, page } = its;
    const expected = keys.map((key, i) => driver.text(key, NAMES[i]));
    const judge = async (left) =>
      assert.deepEqual(await driver.lost(), left.map((i) => expected[i]));
    const all = keys.map((_, i) => i);
    await judge(all);
    await page.selectOption("#language", "fr");
    await page.selectOption("#language", "en");
    await judge(all);
    for (const i of all.toReversed()) {
      await driver.download(i);
      await judge(all.slice(0, i));
    }
    // Drawn again, it is still hers.
    await page.selectOption("#language", "ar");
    assert.deepEqual(await driver.lost(), []);
    await page.locator("main > .actions button").click();
    await isGone(its);
    await its.context.close();
  });

test("the button below leaves at once, too, whatever is lost", { skip: noChromium },
     async () => {
  const its = await atDone();
  await its.page.locator("main > .actions button").click();
  await isGone(its);
  assert.deepEqual(its.asked, []);
  await its.context.close();
});

test("closing asks before a document is lost, and only then", { skip: noChromium },
     async () => {
  const its = await atDone(), { driver, asked } = its;
  const tryToClose = async () => {
    await its.page.close({ runBeforeUnload: true });
    await new Promise((done) => setTimeout(done, 500));
  };
  await tryToClose();
  assert.deepEqual(asked, ["beforeunload"]);
  await driver.download(0);
  await driver.download(1);
  await tryToClose();
  assert.deepEqual(asked, ["beforeunload"]);
  await its.context.close();
});
