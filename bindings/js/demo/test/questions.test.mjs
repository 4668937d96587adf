// SPDX-License-Identifier: Apache-2.0
// Questions come before any picture; answers that end it make nothing.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Driver } from "./driver.mjs";
import { LANGUAGES, browse, inScratch, newRecipient, noChromium, noMien, open,
         text } from "./support.mjs";

let browser;
before(async () => {
  browser = noChromium ? null : await browse();
});
after(() => browser?.close());

// Nothing of a picture can be there: no way to choose one, no Worker that could read
// it.
async function nothingIsOpen({ page }) {
  assert.equal(await page.locator("#pictures").count(), 0);
  assert.equal(await page.locator("canvas, svg.hash").count(), 0);
  assert.equal(page.workers().length, 0);
}

async function practise(language) {
  const its = await open(browser, { language }), driver =
    new Driver(its, () => nothingIsOpen(its));
  await driver.begin();
  await driver.practise();
  return { its, driver };
}

const MINORS = [["no"], ["unsure"], ["yes", "no"], ["yes", "unsure"]];

for (const language of LANGUAGES)
  test(`somebody under 18, ${language}: no picture, no way back, but where to go`,
       { skip: noChromium }, async () => {
    for (const answers of MINORS) {
      const { its, driver } = await practise(language);
      await driver.answerAll(answers);
      await driver.at("minor", "end.minor.title");
      const shown = await its.page.locator("main").innerText();
      assert.ok(shown.includes("Take It Down"));
      assert.ok(!shown.includes("StopNCII"), "that one takes adults only");
      // Not a button leads on or back, nor does a dropped picture.
      assert.deepEqual(await its.page.locator("main button").allInnerTexts(),
                       [text(language, "exit")]);
      await its.page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(9)], "a.png", { type: "image/png" }));
        dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
      });
      // A country shows its own services.
      await its.page.selectOption("#country", "FR");
      assert.ok((await its.page.locator("main").innerText()).includes("3018"));
      await nothingIsOpen(its);
      assert.deepEqual(its.complaints, []);
      await its.context.close();
    }
  });

test("who agrees to the sharing, or knows nothing of it, gets no case but can go back",
     { skip: noChromium }, async () => {
  for (const [answers, end] of [[["yes", "yes", "yes", "no"], "consent"],
                                [["yes", "yes", "no", "yes", "yes", "yes", "no"],
                                 "unknowing"]]) {
    const { its, driver } = await practise("fr");
    await driver.answerAll(answers);
    await driver.at(end, `end.${end}.title`);
    await driver.press("main > .actions button");
    await driver.at("again", end === "consent" ? "no_consent_to_share.title"
                                               : "on_behalf_known.title");
    // What she answered is still marked.
    assert.equal(await its.page.locator("input:checked").inputValue(), "no");
    await its.context.close();
  }
});

test("without an answer it says so, beside the question", { skip: noChromium },
     async () => {
  const { its, driver } = await practise("es");
  await driver.at("adult_now", "adult_now.title");
  await driver.next();
  const group = its.page.locator("fieldset");
  assert.equal(await group.getAttribute("aria-invalid"), "true");
  const described = await group.getAttribute("aria-describedby");
  assert.equal(await its.page.locator(`#${described.split(" ").at(-1)}`).innerText(),
               text("es", "choose"));
  assert.equal(await driver.title(), text("es", "adult_now.title"));
  await its.context.close();
});

test("a second click skips no question", { skip: noChromium }, async () => {
  const its = await open(browser), driver = new Driver(its);
  const twice = (selector) => its.page.evaluate((wanted) => {
    const button = document.querySelector(wanted);
    button.click();
    button.click();
  }, selector);
  await driver.begin();
  await driver.at("receivers", "receivers.title");
  await twice("main > .actions button");
  await driver.at("adult_now", "adult_now.title");
  await its.page.waitForTimeout(300);
  assert.equal(await driver.title(), text("en", "adult_now.title"));
  await its.page.check("input[value=yes]");
  await twice("form .main");
  await driver.at("adults_in_image", "adults_in_image.title");
  await its.context.close();
});

test("another language keeps her answers, typed or given", { skip: noChromium },
     async () => {
  const { its, driver } = await practise("en");
  await driver.answerAll(["yes", "yes"]);
  await driver.at("self_in_image", "self_in_image.title");
  await driver.choose("no");
  for (const language of ["ar", "fr"]) {
    await its.page.selectOption("#language", language);
    assert.equal(await driver.title(), text(language, "self_in_image.title"));
    assert.equal(await its.page.locator("input:checked").inputValue(), "no");
    assert.equal(await its.page.locator("html").getAttribute("dir"),
                 language === "ar" ? "rtl" : "ltr");
    assert.equal(await its.page.locator("html").getAttribute("lang"), language);
  }
  await its.page.locator("main .actions button").last().click();
  assert.equal(await driver.title(), text("fr", "adults_in_image.title"));
  assert.equal(await its.page.locator("input:checked").inputValue(), "yes");
  await its.context.close();
});

// ---- Recipients

function withQuestions(name, questions) {
  const body = newRecipient(name), file = inScratch(`${name}-asks.recipient.json`);
  const json = JSON.parse(readFileSync(body.file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...json, questions }));
  return { ...body, file };
}

test("a recipient's own questions are asked, in her language, and can end it",
     { skip: noChromium || noMien }, async () => {
  const body = withQuestions("asks", [
    { id: "here", text: { en: "Do you live here?", "fr-FR": "Vivez-vous ici ?" },
      unsure: false,
      stop: "no" }]);
  const its = await open(browser, { language: "fr" }), driver = new Driver(its);
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.at("own", "question.of", "Body asks");
  assert.equal(await its.page.locator("legend").innerText(), "Vivez-vous ici ?");
  assert.equal(await its.page.locator("input[type=radio]").count(), 2);
  await driver.answer("no");
  await driver.at("end", "end.recipient.title");
  assert.ok((await its.page.locator("main").innerText())
            .includes("https://asks.example/ncii"));
  await nothingIsOpen(its);
  await its.context.close();
});

test("nothing is made for whom she did not compare, or who is another",
     { skip: noChromium || noMien }, async () => {
  const body = newRecipient("compared");
  for (const [trust, title] of [["other", "compare.other.title"],
                                ["open", "compare.open.title"]]) {
    const its = await open(browser, { language: "es" }), driver = new Driver(its);
    await driver.begin();
    await driver.receive([body.file]);
    await driver.answerAll();
    await driver.at("compare", "compare.title");
    await driver.answer(trust);
    await driver.at("explained", title);
    assert.deepEqual(await its.page.locator("main button").allInnerTexts(),
                     [text("es", "back"), text("es", "exit")]);
    await nothingIsOpen(its);
    await its.context.close();
  }
});

const told = ({ page }) => page.locator("form p[role=status]").innerText();

test("a fingerprint that is pasted is compared letter by letter",
     { skip: noChromium || noMien }, async () => {
  const body = newRecipient("pasted"), its = await open(browser), driver =
    new Driver(its);
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.at("compare", "compare.title");
  const swapped = body.fingerprint.replace(/.$/, (last) => (last === "A" ? "E" : "A"));
  await its.page.fill("#pasted", swapped);
  assert.equal(await its.page.locator("input:checked").inputValue(), "other");
  await its.page.fill("#pasted",
                      ` ${body.fingerprint.slice(0, 9)} ${body.fingerprint.slice(9)}`);
  assert.equal(await its.page.locator("input:checked").inputValue(), "same");
  // What is pasted besides, on lines of its own.
  await its.page.fill("#pasted", `Our fingerprint\n${body.fingerprint}\nCompare it.`);
  assert.equal(await its.page.locator("input:checked").inputValue(), "same");
  assert.equal(await told(its), text("en", "compare.paste.same"));
  // Where there is none, what the page marked itself is not marked any more.
  await its.page.fill("#pasted", "The organisation publishes it on another page.");
  assert.equal(await told(its), text("en", "compare.paste.none"));
  assert.equal(await its.page.locator("input:checked").count(), 0);
  // While she types a part, it is not said yet; of a part that she pastes, it is.
  await its.page.fill("#pasted", body.fingerprint.slice(0, 20));
  assert.equal(await told(its), "");
  await its.page.locator("#pasted").evaluate((field) => field.dispatchEvent(
    new InputEvent("input", { inputType: "insertFromPaste" })));
  assert.equal(await told(its), text("en", "compare.paste.none"));
  // What she marks herself stays.
  await its.page.check("input[value=open]");
  await its.page.fill("#pasted", "There is none here either, as far as one can see.");
  assert.equal(await its.page.locator("input:checked").inputValue(), "open");
  await its.context.close();
});

test("files that are no recipients are refused in words",
     { skip: noChromium || noMien }, async () => {
  const body = newRecipient("twice"), json =
    JSON.parse(readFileSync(body.file, "utf8"));
  const other = JSON.parse(readFileSync(newRecipient("other").file, "utf8"));
  const write = (name, value) => {
    writeFileSync(inScratch(name), typeof value === "string" ? value
                  : JSON.stringify(value));
    return inScratch(name);
  };
  const { fingerprint, ...impostor } = { ...json, key: other.key };
  assert.notEqual(fingerprint, other.fingerprint);
  const cases = [
    [write("text.json", "no JSON"), "wrong.recipient"],
    [write("later.json", { ...json, version: 2 }), "wrong.version"],
    [write("old.json", { ...json, id: "old", expires: "2020-01-01" }), "expired"],
    [write("films.json", { ...json, id: "films", signals: ["VideoMD5"] }),
     "no_pictures"],
    [write("practice.json", { ...json, id: "practice", practice: true }),
     "receivers.practice_only"],
    [write("impostor.json", impostor), "twice"],
  ];
  const its = await open(browser), driver = new Driver(its);
  await driver.begin();
  await driver.at("receivers", "receivers.title");
  await driver.give("#recipient", body.file);
  await its.page.locator(".list li").waitFor();
  for (const [file, key] of cases) {
    await driver.give("#recipient", file);
    await driver.wrong(text("en", key, "2020-01-01"));
    assert.equal(await its.page.locator(".list li").count(), 1);
  }
  await its.context.close();
});
