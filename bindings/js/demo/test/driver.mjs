// SPDX-License-Identifier: Apache-2.0
// Goes through the page with the keyboard alone, as she may have to, and tells of every
// screen that it comes to.
import assert from "node:assert/strict";
import { inScratch, text } from "./support.mjs";

const MOST_TABS = 60;

// For herself, and real.
export const ANSWERS = ["yes", "yes", "yes", "yes", "no", "no"];

export class Driver {
  /** `visit(name)` is called on every screen that a walk comes to. */
  constructor({ page, language }, visit = async () => { }) {
    Object.assign(this, { page, language, visit });
  }

  text(key, ...values) {
    return text(this.language, key, ...values);
  }

  title() {
    return this.page.locator("h1").innerText();
  }

  /** Waits for a screen by its title, whose heading has the focus, and tells of it. */
  async at(name, key, ...values) {
    const title = this.text(key, ...values);
    await this.page.waitForFunction((wanted) =>
      wanted === document.querySelector("h1")?.textContent
        .replace(/[\u2066-\u2069]/g, ""),
    title, { timeout: 30000 }).catch(async () =>
      assert.fail(`not at ${name}, "${title}", but at "${await this.title()}"`));
    assert.equal(await this.page.evaluate(() => document.activeElement?.tagName), "H1",
                 `the heading of ${name} has the focus`);
    await this.visit(name);
  }

  /** Goes on with Tab until an element that fits has the focus. */
  async tabTo(selector) {
    for (let i = 0; i < MOST_TABS; i++) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate((wanted) => document.activeElement.matches(wanted),
                                   selector))
        return;
    }
    assert.fail(`Tab does not reach ${selector} on "${await this.title()}"`);
  }

  async press(selector) {
    await this.tabTo(selector);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until the page says these words of what is wrong. */
  async wrong(words) {
    await this.page.waitForFunction((wanted) =>
      document.querySelector(".wrong")?.textContent.replace(/[\u2066-\u2069]/g, "")
        .toLowerCase().includes(wanted.toLowerCase()),
    words, { timeout: 30000 }).catch(async () =>
      assert.fail(`not "${words}" on "${await this.title()}", but ` +
                  `"${await this.page.locator(".wrong").allInnerTexts()}"`));
  }

  next() {
    return this.press("main form .main, main > .actions > .main");
  }

  /** Chooses one of the answers with the arrow keys. */
  async choose(value) {
    await this.tabTo("main input[type=radio]");
    await this.page.keyboard.press("Space");
    const chosen = () => this.page.evaluate(() => document.activeElement.value);
    for (let i = 0; await chosen() !== value; i++) {
      assert.ok(i < 5, `there is no answer ${value}`);
      await this.page.keyboard.press("ArrowDown");
    }
  }

  async answer(value) {
    await this.choose(value);
    await this.page.keyboard.press("Enter");
  }

  async give(selector, files) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"),
                                         this.press(selector)]);
    await chooser.setFiles(files);
  }

  async type(selector, typed) {
    await this.tabTo(selector);
    await this.page.keyboard.type(typed);
  }

  /** Presses the button of a download, and gives the file. */
  async download(number) {
    const button = this.page.locator(".hand-over button").nth(number);
    await button.focus();
    const [its] = await Promise.all([this.page.waitForEvent("download"),
                                     this.page.keyboard.press("Enter")]);
    const file =
      inScratch(`${Math.random().toString(36).slice(2)}-${its.suggestedFilename()}`);
    await its.saveAs(file);
    return { file, name: its.suggestedFilename() };
  }

  /** What stands beside the way out, which is described by it. */
  async lost() {
    const exit = this.page.locator("main > .actions button");
    const id = await exit.getAttribute("aria-describedby");
    const lines = await this.page.locator(`#${id} p`).allInnerTexts();
    return lines.map((line) => line.replace(/[\u2066-\u2069]/g, ""));
  }

  // ---- The dialogue, in parts

  async begin() {
    await this.at("safety", "safety.title");
    await this.next();
  }

  async receive(files) {
    await this.at("receivers", "receivers.title");
    for (const file of files)
      await this.give("#recipient", file);
    await this.page.locator(".list li").nth(files.length - 1).waitFor();
    await this.next();
  }

  async practise() {
    await this.at("receivers", "receivers.title");
    await this.press("main > .actions button");
  }

  async answerAll(answers = ANSWERS, first = 0) {
    const ids = ["adult_now", "adults_in_image", "self_in_image", "no_consent_to_share",
                 "synthetic", "on_behalf", "on_behalf_known"];
    for (const [i, answer] of answers.entries()) {
      if (i < first)
        continue;
      await this.at(ids[i], `${ids[i]}.title`);
      await this.answer(answer);
    }
  }

  /** Compares by pasting where there is something to paste, else by her word. */
  async compare(fingerprint) {
    await this.at("compare", "compare.title");
    if (fingerprint)
      await this.type("#pasted", fingerprint);
    else
      await this.choose("same");
    await this.next();
  }

  /** In practice, with a made-up picture that was read. */
  async practisePicture() {
    await this.begin();
    await this.practise();
    await this.answerAll();
    await this.compare();
    await this.at("pictures", "pictures.title");
    await this.press("main .take button");
    await this.read(1);
  }

  async read(count) {
    await this.page.waitForFunction((wanted) =>
      document.querySelectorAll(".picture").length === wanted &&
      document.querySelectorAll(".picture :is(.fine, .left-out)").length === wanted,
    count, { timeout: 300000 });
  }

  async pictures(files) {
    await this.at("pictures", "pictures.title");
    await this.give("#pictures", files);
    await this.read(files.length);
    await this.visit("pictures-read");
    await this.press("main form .main");
  }

  async keep(how, passphrase) {
    await this.at("keeping", "key.title");
    await this.answer(how);
    if (how !== "words") {
      await this.at("passphrase", "passphrase.title");
      await this.type("#passphrase", passphrase);
      await this.type("#again", passphrase);
      await this.next();
    }
    await this.at("names", "names.title");
    await this.next();
  }

  async write() {
    await this.at("summary", "summary.title");
    await this.press("main > .actions > .main");
  }

  /** Copies the words from the screen, and types the two that are asked. */
  async words() {
    await this.at("words", "words.title");
    const list = await this.page.locator(".words li").allInnerTexts();
    assert.equal(list.length, 24);
    await this.next();
    await this.at("words-check", "words.check.title");
    for (const field of await this.page.locator("main input").all()) {
      const id = await field.getAttribute("id");
      await this.type(`#${id}`, list[Number(id.split("-")[1]) - 1]);
    }
    await this.next();
    return list.join(" ");
  }
}
