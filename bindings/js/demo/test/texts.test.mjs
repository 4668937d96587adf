// SPDX-License-Identifier: Apache-2.0
// The texts: all of them in every language, with the same places for values, and as
// each language is written.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, readTexts } from "../build/texts.mjs";
import { readHelpLines } from "../build/help.mjs";

const texts = await readTexts();
const forms = (text) => (typeof text === "string" ? [text] : Object.values(text));
const places = (text) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort().join("");
const each = (code, check) => {
  for (const [key, text] of Object.entries(texts[code]))
    for (const form of forms(text))
      check(form, key);
};

// Of all modules of the page, those that the texts are asked from.
function sources() {
  const folders =
    [new URL("../src/", import.meta.url), new URL("../src/steps/", import.meta.url)];
  return folders.flatMap((folder) => readdirSync(folder)
                         .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))).join("\n");
}

for (const code of LANGUAGES) {
  test(`${code} has every text, with the places of the English one`, () => {
    assert.deepEqual(Object.keys(texts[code]).sort(), Object.keys(texts.en).sort());
    each(code, (form, key) => {
      assert.notEqual(form.trim(), "", key);
      assert.equal(places(form), places(forms(texts.en[key])[0]), `${key}: ${form}`);
    });
  });
}

test("every text that is asked for is there, and every one is asked for", () => {
  const source = sources();
  const asked = [...source.matchAll(/\bt\("([^"]+)"/g)].map(([, key]) => key);
  for (const key of asked)
    assert.ok(key in texts.en, `no text ${key}`);
  // Keys that are put together: of questions, answers, failures, kinds of services.
  const questions = "adult_now|adults_in_image|self_in_image|no_consent_to_share|" +
    "synthetic|on_behalf|on_behalf_known";
  const built = [/^(yes|no|unsure)$/, /^(end|line|fail|weak|compare\.(other|open))\./,
                 /^back\.words\.(word|beside|only|more|checksum)$/,
                 new RegExp(`^(${questions})\\.(title|text|name|yes|no|unsure)$`)];
  for (const key of Object.keys(texts.en))
    assert.ok(source.includes(`"${key}"`) || built.some((kind) => kind.test(key)),
              `nothing says ${key}`);
});

test("every kind of service has its words", async () => {
  for (const { text } of await readHelpLines())
    assert.ok(`line.${text}` in texts.en, text);
});

test("French has spaces that do not break before its signs", () => {
  each("fr", (form, key) => {
    assert.doesNotMatch(form.replace(/https?:/g, ""), /[^\u00a0\s\d][:;!?»]/,
                        `${key}: ${form}`);
    assert.doesNotMatch(form, / [:;!?»]|« /, `${key}: ${form}`);
    assert.doesNotMatch(form, /'/, `${key}: ${form}`);
  });
});

test("Spanish opens its questions and exclamations", () => {
  each("es", (form, key) => {
    for (const [open, close] of ["¿?", "¡!"])
      assert.equal(form.split(open).length, form.split(close).length,
                   `${key}: ${form}`);
  });
});

test("Arabic has its own signs, and isolates what is of another direction", () => {
  each("ar", (form, key) => {
    assert.doesNotMatch(form, /[\u0600-\u06ff]\s*[?,;]/, `${key}: ${form}`);
    const isolated = form.replace(/\u2068[^\u2069]*\u2069/g, "");
    assert.doesNotMatch(isolated, /[A-Za-z{}]/, `${key}: ${form}`);
  });
});
