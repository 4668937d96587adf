// SPDX-License-Identifier: Apache-2.0
// Reading pictures beside the page: it answers at once whatever it reads, stops when
// she says so, and says of each file what is wrong with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { brokenPicture, byBrowser, dullPicture, madePictures, save } from "./made.mjs";
import { browse, hashesOf, noChromium, noMien, open, text } from "./support.mjs";

const SIDE = 10000; // 100 million pixels

let browser;
before(async () => {
  browser = noChromium ? null : await browse();
});
after(() => browser?.close());

async function atPictures(language = "en") {
  const its = await open(browser, { language }), driver = new Driver(its);
  await driver.begin();
  await driver.practise();
  await driver.answerAll();
  await driver.compare();
  await driver.at("pictures", "pictures.title");
  return { ...its, driver };
}

const found = ({ page }) => page.locator(".picture .found").allInnerTexts();

test("a large photo leaves the page free, and shows how far it is",
     { skip: noChromium, timeout: 300000 }, async (its) => {
  const large = await byBrowser(browser, "large.jpg", "image/jpeg", SIDE, SIDE);
  const { page, driver, complaints, context } = await atPictures();
  // The longest time in which the page did nothing else, and how far the bar came. If
  // it did the reading itself, the longest would be nearly all of the time.
  await page.evaluate(() => {
    const seen = { longest: 0, bars: new Set(), begun: performance.now() };
    let last = seen.begun;
    globalThis.seen = seen;
    setInterval(() => {
      const now = performance.now(), bar = document.querySelector("progress");
      seen.longest = Math.max(seen.longest, now - last);
      seen.all = now - seen.begun;
      last = now;
      if (bar?.position > 0)
        seen.bars.add(bar.position);
    }, 10);
  });
  await page.setInputFiles("#pictures", large);
  await driver.read(1);
  const { longest, all, bars } = await page.evaluate(() =>
    ({ ...globalThis.seen, bars: globalThis.seen.bars.size }));
  its.diagnostic(`it stood still for ${longest.toFixed(0)} ms at most, ` +
                 `of ${all.toFixed(0)}, and the bar in ${bars} places`);
  assert.ok(longest < all / 2, `it stood still for ${longest} ms of ${all}`);
  assert.ok(bars >= 3);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("reading stops at a word, and goes on with other pictures",
     { skip: noChromium, timeout: 300000 }, async () => {
  const large = await byBrowser(browser, "long.jpg", "image/jpeg", SIDE, SIDE);
  const [one] = madePictures(), opened = await atPictures(), { page } = opened;
  await page.setInputFiles("#pictures", [large, one]);
  // At once, in the page: on a busy machine it would be read before a click from here.
  await page.waitForFunction((stop) => {
    const button = [...document.querySelectorAll("button")]
      .find(({ textContent }) => textContent === stop);
    const begun = document.querySelector("progress")?.position > 0;
    if (begun)
      button.click();
    return begun;
  }, text("en", "pictures.stop"));
  await page.waitForFunction(() => document.querySelectorAll(".left-out").length === 2);
  assert.deepEqual(await found(opened), ["Stopped: it is left out",
                                         "Stopped: it is left out"]);
  await page.setInputFiles("#pictures", one);
  await page.locator(".picture .fine").waitFor();
  assert.deepEqual(opened.complaints, []);
  await opened.context.close();
});

test("a large photo read to its end has the hash of the native command",
     { skip: noChromium || noMien, timeout: 300000 }, async () => {
  const large = await byBrowser(browser, "large2.jpg", "image/jpeg", SIDE, SIDE / 2);
  const opened = await atPictures();
  await opened.page.setInputFiles("#pictures", large);
  await opened.driver.read(1);
  assert.equal(await opened.page.locator(".picture code").textContent(),
               hashesOf([large]).get(large).hash);
  await opened.context.close();
});

test("each file that cannot be taken is told, with what to do", { skip: noChromium },
     async () => {
  for (const language of ["en", "fr"]) {
    const opened = await atPictures(language), { page, driver } = opened;
    const t = (key, ...values) => text(language, key, ...values);
    await page.setInputFiles("#pictures", [
      dullPicture(), brokenPicture(), save("note.png", "no picture"),
      save("film.mp4", "film"),
      await byBrowser(browser, "four.webp", "image/webp", 320, 240),
      await byBrowser(browser, "open.webp", "image/webp", 320, 240, true)]);
    await driver.read(6);
    const shown = await page.locator(".picture").allInnerTexts();
    const expected = [
      [t("picture.dull"), t("pictures.dull.step")],
      [t("picture.failed", t("fail.CORRUPT")), t("fail.CORRUPT.step")],
      [t("fail.UNSUPPORTED.step")],
      [t("picture.failed", t("fail.film")), t("fail.film.step")],
      [t("picture.fine"), t("pictures.by_browser")],
      [t("picture.failed", t("fail.alpha")), t("fail.alpha.step")],
    ];
    for (const [i, parts] of expected.entries())
      for (const part of parts)
        assert.ok(shown[i].replace(/[\u2066-\u2069]/g, "").toLowerCase()
          .includes(part.toLowerCase()), `${part}: ${shown[i]}`);
    assert.ok((await page.locator(".status").innerText())
      .includes(t("pictures.result", 1, 6)));
    await opened.context.close();
  }
});

test("without a picture that is good there is no way on", { skip: noChromium },
     async () => {
  const { page, driver, context } = await atPictures("es");
  await page.locator("form .main").click();
  await driver.wrong(text("es", "pictures.choose"));
  await page.setInputFiles("#pictures", dullPicture());
  await driver.read(1);
  await page.locator("form .main").click();
  await driver.wrong(text("es", "pictures.none_fine"));
  assert.equal(await driver.title(), text("es", "pictures.title"));
  await context.close();
});

test("pictures can be dropped onto the page, and removed", { skip: noChromium },
     async () => {
  const { page, driver, context } = await atPictures();
  const bytes = madePictures().map((file) => readFileSync(file).toString("base64"));
  await page.evaluate((all) => {
    const data = new DataTransfer();
    for (const [i, base64] of all.entries())
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))],
                              `${i}.png`, { type: "image/png" }));
    document.body.dispatchEvent(new DragEvent("drop",
                                              { dataTransfer: data, bubbles: true,
                                                cancelable: true }));
  }, bytes);
  await driver.read(2);
  await page.getByRole("button", { name: "Remove" }).first().click();
  await page.waitForFunction(() => document.querySelectorAll(".picture").length === 1);
  assert.ok((await page.locator(".picture").innerText()).includes("1.png"));
  await context.close();
});
