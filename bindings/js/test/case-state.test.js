// SPDX-License-Identifier: Apache-2.0
// A case before it is sealed: answers, items, regions, and what is refused.
import assert from "node:assert/strict";
import test from "node:test";

import { Case, QUESTIONS } from "mien/case";
import {
  answerAll,
  body,
  failing,
  filled,
  hashesOf,
  imageOf,
  sealing,
  TODAY,
  withHole,
} from "./support/cases.js";

const one = await body("example.org");

test("a case begins empty, with a key of its own", async () => {
  const its = await Case.create({ day: TODAY });
  assert.match(
    its.id,
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.equal(its.day, TODAY);
  assert.equal(its.expires, "");
  assert.deepEqual([its.items, its.unsent, its.recipients], [0, 0, []]);
  assert.ok(!its.practice && !its.created && !its.withdrawn && !its.onlyKey);
  assert.notEqual((await Case.create({ day: TODAY, practice: true })).id, its.id);
  for (const options of [undefined, {}, { day: "2026-02-30" }, { day: 5 }])
    await assert.rejects(
      Case.create(options),
      failing("ARGUMENT", "case: no such day"),
    );
  assert.throws(() => new Case(), failing("ARGUMENT"));
});

test("under 18 ends it", async () => {
  for (const question of ["adult_now", "adults_in_image"])
    for (const answer of ["no", "unsure"]) {
      const its = await filled(1);
      const detail = "case: somebody may be under 18: there is no case";
      assert.throws(() => its.answer(question, answer), failing("REFUSED", detail));
      assert.throws(() => its.answer(question, "yes"), failing("REFUSED", detail));
      assert.throws(() => its.answer("on_behalf", "no"), failing("REFUSED", detail));
      assert.throws(
        () => its.addImage(imageOf(2)),
        failing("STATE", "case: an answer forbids it"),
      );
      await assert.rejects(
        its.seal(sealing("create", [one])),
        failing("REFUSED", detail),
      );
    }
});

test("under 18 can be taken back, and nothing else", async () => {
  const its = await filled(1);
  await its.seal(sealing("create", [one]));
  assert.throws(() => its.answer("adult_now", "no"), failing("REFUSED"));
  await assert.rejects(its.seal(sealing("add", [one])), failing("REFUSED"));
  await its.seal(sealing("withdraw", [one]));
  assert.ok(its.withdrawn);
});

test("answers are judged", async () => {
  const its = await Case.create({ day: TODAY });
  for (const question of ["", "Adult", "a b", "a".repeat(65), "é", undefined, 5])
    assert.throws(
      () => its.answer(question, "yes"),
      failing("ARGUMENT", "case: no such question"),
    );
  for (const answer of ["", "maybe", true, undefined])
    assert.throws(
      () => its.answer("adult_now", answer),
      failing("ARGUMENT", "case: no such answer"),
    );
  for (const question of ["self_in_image", "no_consent_to_share", "on_behalf"])
    assert.throws(
      () => its.answer(question, "unsure"),
      failing("ARGUMENT", "case: it asks for yes or no"),
    );
  answerAll(its);
  its.answer("synthetic", "unsure");
  its.answer("own", "unsure");
  its.answer("on_behalf", "yes"); // the last one counts
  its.addImage(imageOf(1));
  assert.deepEqual(its.preview(sealing("create", [one])).attestation, {
    adult_now: true,
    adults_in_image: true,
    self_in_image: true,
    no_consent_to_share: true,
    synthetic: "unsure",
    on_behalf: true,
  });
  assert.equal(QUESTIONS.length, 6);
});

test("items are numbered and dropped", async () => {
  const its = await filled(0);
  assert.equal(its.addImage(imageOf(1)), 1);
  assert.equal(its.addImage(imageOf(2)), 2);
  assert.equal(its.addImage(imageOf(1)), 1); // held already
  assert.equal(its.items, 2);
  its.drop(1);
  assert.throws(() => its.drop(1), failing("ARGUMENT", "case: no such item"));
  assert.throws(() => its.drop(0), failing("ARGUMENT"));
  assert.equal(its.addImage(imageOf(1)), 3); // no number twice
  assert.deepEqual([its.items, its.unsent], [2, 2]);
  await its.seal(sealing("create", [one]));
  assert.deepEqual([its.items, its.unsent], [2, 0]);
  assert.throws(() => its.drop(2), failing("STATE", "case: a document holds the item"));
  assert.equal(its.addImage(imageOf(4)), 4);
  its.drop(4);
  assert.equal(its.addImage(imageOf(4)), 5);
});

test("items that are none", async () => {
  const its = await filled(0);
  for (const picture of [
    undefined,
    null,
    {},
    { dihedral: hashesOf(1) },
    { dihedral: [], quality: 9 },
    { dihedral: hashesOf(1).slice(1), quality: 9 },
    { dihedral: Array(8), quality: 9 },
    { dihedral: hashesOf(1).toSpliced(4, 1, undefined), quality: 9 },
    { dihedral: withHole(hashesOf(1), 4), quality: 9 },
    { dihedral: hashesOf(1).map(String), quality: 9 },
    { dihedral: hashesOf(1), quality: 101 },
    { dihedral: hashesOf(1), quality: -1 },
    { dihedral: hashesOf(1), quality: 50.5 },
    { dihedral: hashesOf(1), quality: "9" },
  ])
    assert.throws(
      () => its.addImage(picture),
      failing("ARGUMENT", "case: no hashes of a picture"),
    );
  assert.equal(its.items, 0);
});

test("there is room for so many items", async () => {
  const its = await filled(4096);
  assert.throws(
    () => its.addImage(imageOf(4097)),
    failing("LIMIT", "case: too many items"),
  );
  assert.equal(its.addImage(imageOf(7)), 7);
  assert.equal(its.items, 4096);
});

test("regions are countries", async () => {
  const its = await filled(1);
  for (const country of ["", "F", "fr", "FRA", "F1", "ÉÉ", undefined, 5])
    assert.throws(
      () => its.region(country),
      failing("ARGUMENT", "case: a country is two letters, such as FR"),
    );
  for (const country of ["FR", "DZ", "FR"]) its.region(country);
  assert.deepEqual(its.preview(sealing("create", [one])).regions, ["FR", "DZ"]);
});

test("nothing is changed while it is being sealed", async () => {
  const its = await filled(1);
  const sealed = its.seal(sealing("create", [one]));
  for (const change of [
    () => its.addImage(imageOf(2)),
    () => its.answer("own", "yes"),
    () => its.drop(1),
    () => its.region("FR"),
    () => its.allowHashes(8),
  ])
    assert.throws(change, failing("BUSY", "case: it is being sealed"));
  await assert.rejects(its.seal(sealing("create", [one])), failing("BUSY"));
  await sealed;
  assert.equal(its.addImage(imageOf(2)), 2);
});

test("what it is cannot be written", async () => {
  const its = await filled(1);
  assert.throws(() => {
    its.withdrawn = true;
  }, TypeError);
  assert.throws(() => {
    its.id = "x";
  }, TypeError);
  assert.deepEqual(Object.keys(its), []);
  assert.equal(JSON.stringify(its), "{}"); // the key does not fall out
});
