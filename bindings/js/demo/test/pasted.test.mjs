// SPDX-License-Identifier: Apache-2.0
// A fingerprint in what is pasted, as pages write it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isInside } from "../src/pasted.js";

const OURS = "kXq-3v_ZtB0mYc7LrW1nHd9sPjU5aGf2eKoVbTiQx8M";
const OTHER = OURS.replace("9sPj", "9spj"); // large and small letters count
const groups = (fingerprint, size = 4) =>
  fingerprint.match(new RegExp(`.{1,${size}}`, "g")).join(" ");

const AROUND = {
  "alone": (one) => one,
  "between spaces": (one) => `  ${one}\n`,
  "behind a word": (one) => `Fingerprint: ${one}`,
  "behind words of four letters": (one) => `This text says that this ones ours ${one}`,
  "between sentences": (one) => `Our fingerprint is\n${one}.\nCompare all of it.`,
  "in brackets": (one) => `(SHA-256, ${one})`,
  "in Arabic": (one) => `البصمة: \u2066${one}\u2069`,
  "twice": (one) => `${one}\n\n${one}`,
};
const WRITTEN = {
  "as one word": (one) => one,
  "in groups of four": (one) => groups(one),
  "in groups of five": (one) => groups(one, 5),
  "on two lines": (one) => groups(one).replace(/^(.{24}) /, "$1\n"),
  "with spaces that do not break": (one) => groups(one).replaceAll(" ", "\u00a0"),
  "with marks that are not seen": (one) => groups(one).replaceAll(" ", " \u200e\u00ad"),
};

for (const [where, around] of Object.entries(AROUND))
  test(`${where}: the same is the same, another one another`, () => {
    for (const [how, written] of Object.entries(WRITTEN)) {
      assert.equal(isInside(around(written(OURS)), OURS), true, how);
      assert.equal(isInside(around(written(OTHER)), OURS), false, how);
    }
  });

test("in odd groups it is found all the same", () => {
  assert.equal(isInside(`It is ${OURS.slice(0, 9)} ${OURS.slice(9)}`, OURS), true);
});

test("a text without one, or with a part of one, says nothing", () => {
  for (const text of ["", "Fingerprint:", "There is no fingerprint on this page.",
                      "What is this text that only ever says this then", OURS.slice(1),
                      OURS.slice(0, -1), groups(OURS).slice(0, -1),
                      `https://body.example/${"a".repeat(50)}`])
    assert.equal(isInside(text, OURS), null, text);
});

test("what is longer by a letter is not the same", () => {
  for (const longer of [`A${OURS}`, `${OURS}A`, `-${OURS}`, `${OURS}_`,
                        `${groups(OURS)}A`, `A${groups(OURS)}`])
    assert.equal(isInside(`Fingerprint: ${longer}`, OURS), null, longer);
});

test("each letter counts", () => {
  for (const [i, letter] of [...OURS].entries()) {
    const changed = OURS.slice(0, i) + (letter === "A" ? "B" : "A") + OURS.slice(i + 1);
    assert.equal(isInside(`Fingerprint: ${groups(changed)}`, OURS), false, `${i}`);
  }
});

test("ours beside another one says nothing", () => {
  assert.equal(isInside(`new: ${OURS}\nold: ${OTHER}`, OURS), null);
  assert.equal(isInside(`new: ${groups(OURS)}\nold: ${groups(OTHER)}`, OURS), null);
});
