// SPDX-License-Identifier: Apache-2.0
// Sealing: what is refused, what a document says and shows, and what the case
// remembers.
import assert from "node:assert/strict";
import test from "node:test";

import { Case, Recipient } from "mien/case";
import { itsOf } from "../src/case/case.js";
import {
  answerAll,
  body,
  failing,
  filled,
  fileFor,
  imageOf,
  open,
  openText,
  sealing,
  TODAY,
  withHole,
} from "./support/cases.js";

const one = await body("one.org");
const two = await body("two.org");

/** Everything that can be seen of a case. */
const seen = (its) => ({
  expires: its.expires,
  created: its.created,
  withdrawn: its.withdrawn,
  items: its.items,
  unsent: its.unsent,
  recipients: its.recipients.map(({ id }) => id),
});

/** Expects that it is refused, for sealing as for a preview, and nothing changed. */
async function refused(its, options, status, detail) {
  const before = seen(its);
  await assert.rejects(its.seal(options), failing(status, detail));
  assert.throws(() => its.preview(options), failing(status, detail));
  assert.deepEqual(seen(its), before);
}

const fromBase64 = (text) => Buffer.from(text, "base64url").toString();

test("a recipient that was not confirmed", async () => {
  const { file } = await fileFor("unknown.org");
  const recipients = [one.recipient, await Recipient.read(JSON.stringify(file))];
  await refused(
    await filled(1),
    { action: "create", recipients, day: TODAY },
    "REFUSED",
    "recipient unknown.org: its fingerprint was not confirmed",
  );
});

const own = (more) => ({ questions: [{ id: "asked", text: { en: "?" }, ...more }] });

// What a recipient says, whether the case is for practice, and why it is refused.
const RULES = [
  [{}, false, null],
  [{ expires: "2026-11-21" }, false, "recipient one.org: it has expired"],
  [{ expires: TODAY }, false, null],
  [{ practice: true }, false, "recipient one.org: it is for practice only"],
  [{}, true, "recipient one.org: it takes no practice cases"],
  [{ practice: true }, true, null],
  [{ minimum_quality: 99 }, false, null], // it has just this
  [{ minimum_quality: 100 }, false, "item 1: its quality is too low for the recipient"],
  [{ signals: ["VideoMD5"] }, false, "item 1: the recipient takes no pictures"],
  [{ signals: [] }, false, "item 1: the recipient takes no pictures"],
  [{ maximum_items: 1 }, false, "recipient one.org: it takes fewer items"],
  [{ maximum_items: 2 }, false, null],
  [
    { questions: [{ id: "own", text: { en: "?" } }] },
    false,
    "question own: not answered",
  ],
  [own({}), false, null],
  [own({ unsure: false }), false, "question asked: not answered"],
  [
    { questions: [{ id: "on_behalf", stop: "no" }] },
    false,
    "question on_behalf: with this answer the recipient takes no case",
  ],
  [{ questions: [{ id: "on_behalf", stop: "yes" }] }, false, null],
  [
    { questions: [{ id: "on_behalf", stop: false }] },
    false,
    "question on_behalf: with",
  ],
];

test("what a recipient does not take", async () => {
  for (const [rules, practice, detail] of RULES) {
    const its = await filled(2, practice);
    its.answer("asked", "unsure");
    const options = sealing("create", [await body("one.org", rules)]);
    if (detail === null) await its.seal(options);
    else await refused(its, options, "REFUSED", detail);
  }
});

test("without answers, or without items", async () => {
  const its = await filled(0);
  await refused(its, sealing("create", [one]), "REFUSED", "case: nothing to seal");
  its.addImage(imageOf(1));
  its.answer("no_consent_to_share", "no");
  await refused(
    its,
    sealing("create", [one]),
    "REFUSED",
    "question no_consent_to_share: she agrees to the sharing",
  );
  const mute = await Case.create({ day: TODAY });
  mute.addImage(imageOf(1));
  for (const question of [
    "adult_now",
    "adults_in_image",
    "self_in_image",
    "no_consent_to_share",
    "synthetic",
    "on_behalf",
  ]) {
    await refused(
      mute,
      sealing("create", [one]),
      "REFUSED",
      `question ${question}: not answered`,
    );
    mute.answer(question, "yes");
  }
  await mute.seal(sealing("create", [one]));
});

test("out of order", async () => {
  const its = await filled(1);
  await refused(its, sealing("add", [one]), "STATE", "case: it was not yet created");
  await refused(
    its,
    sealing("withdraw", [one]),
    "STATE",
    "case: it was not yet created",
  );
  await its.seal(sealing("create", [one]));
  await refused(its, sealing("create", [one]), "STATE", "case: it was created before");
  await refused(its, sealing("add", [one]), "REFUSED", "case: nothing to seal");
  await its.seal(sealing("withdraw", [one]));
  for (const action of ["create", "add", "withdraw"])
    await refused(its, sealing(action, [one]), "STATE", "case: it was taken back");
  assert.throws(
    () => its.addImage(imageOf(2)),
    failing("STATE", "case: it was taken back"),
  );
});

test("arguments", async () => {
  const its = await filled(1);
  const good = sealing("create", [one]);
  const wrong = (more, detail) =>
    refused(its, { ...good, ...more }, "ARGUMENT", `sealing: ${detail}`);
  await refused(its, undefined, "ARGUMENT", "sealing: something is missing");
  await wrong({ action: "delete" }, "no such action");
  for (const recipients of [undefined, [], one.recipient])
    await wrong({ recipients }, "for nobody");
  for (const recipients of [[one.recipient, {}], withHole([one.recipient, 0], 1)])
    await wrong({ recipients }, "a recipient is missing");
  await wrong(
    { recipients: [one.recipient, one.recipient] },
    "for the same recipient twice",
  );
  await wrong({ recipients: Array(65).fill(one.recipient) }, "for too many recipients");
  for (const day of [undefined, "today", "2026-02-29"])
    await wrong({ day }, "no such day");
  for (const expires of ["2026-11-21", "", null, "never"])
    await wrong({ expires }, "it expires on no day to come");
  assert.equal(its.preview({ ...good, expires: TODAY }).expires, TODAY);
});

test("many recipients open the same, and nobody else does", async () => {
  const bodies = await Promise.all(Array.from({ length: 64 }, (_, i) => body(`b${i}`)));
  const its = await filled(3);
  const options = sealing("create", bodies);
  const preview = its.preview(options),
    document = await its.seal(options);
  assert.equal(JSON.parse(document).recipients.length, 64);
  for (const reader of [bodies[0], bodies[31], bodies[63]])
    assert.deepEqual(await open(document, reader), preview);
  await assert.rejects(open(document, one));
  assert.deepEqual(
    its.recipients.map(({ id }) => id),
    bodies.map((_, i) => `b${i}`),
  );
  assert.ok(its.recipients.every(({ confirmed }) => confirmed));
  await refused65(its);
});

async function refused65(its) {
  const before = seen(its);
  await assert.rejects(
    its.seal(sealing("add", [one])),
    failing("LIMIT", "case: too many recipients"),
  );
  assert.deepEqual(seen(its), before);
}

test("a document has these members only", async () => {
  for (const bodies of [[one], [one, two]]) {
    const jwe = JSON.parse(await (await filled(1)).seal(sealing("create", bodies)));
    assert.deepEqual(Object.keys(jwe), [
      "protected",
      "recipients",
      "iv",
      "ciphertext",
      "tag",
    ]);
    assert.equal(fromBase64(jwe.protected), '{"enc":"A256GCM"}');
    assert.equal(jwe.recipients.length, bodies.length);
    for (const { header, ...entry } of jwe.recipients) {
      assert.deepEqual(Object.keys(entry), ["encrypted_key"]);
      assert.deepEqual(Object.keys(header), ["alg", "epk"]);
      assert.equal(header.alg, "ECDH-ES+A256KW");
      assert.deepEqual(Object.keys(header.epk), ["kty", "crv", "x", "y"]);
    }
    const epks = new Set(jwe.recipients.map(({ header }) => header.epk.x));
    assert.equal(epks.size, bodies.length); // each has one of its own
  }
});

test("a payload has these members only", async () => {
  const its = await filled(1);
  its.region("FR");
  const text = await openText(await its.seal(sealing("create", [one, two])), one);
  const { key, ...rest } = JSON.parse(text).case;
  assert.deepEqual(Object.keys(key), ["kty", "crv", "x", "y"]);
  assert.deepEqual(rest, { id: its.id, action: "create" });
  const hex = (i) =>
    Array.from({ length: 32 }, (_, at) => ["00", "01", `0${i}`][at % 3]);
  const variants = [
    "original",
    "rot90",
    "rot180",
    "rot270",
    "flipX",
    "flipY",
    "flipPlus1",
    "flipMinus1",
  ];
  const expected = {
    format: "ncii-submission",
    version: 1,
    case: { id: its.id, key, action: "create" },
    attestation: {
      adult_now: true,
      adults_in_image: true,
      self_in_image: true,
      no_consent_to_share: true,
      synthetic: "no",
      on_behalf: false,
    },
    recipients: ["one.org", "two.org"],
    regions: ["FR"],
    day: TODAY,
    expires: "2027-11-22",
    items: [
      {
        item: "1",
        media: "image",
        signals: variants.map((variant, i) => ({
          signalType: "ImagePDQ",
          hashValue: hex(i).join(""),
          quality: 99,
          variant,
        })),
      },
    ],
  };
  assert.equal(text.trimEnd(), JSON.stringify(expected)); // in this order
  assert.equal(text.length, 16 << 10);
  const practice = await filled(1, true);
  const school = await body("school", { practice: true });
  assert.equal(
    (await open(await practice.seal(sealing("create", [school])), school)).format,
    "ncii-practice",
  );
});

test("answers go to those who asked", async () => {
  const asks = (id) => ({
    questions: [{ id, text: { en: "?" } }, { id: "adult_now" }],
  });
  const red = await body("red", asks("is_red")),
    blue = await body("blue", asks("__proto__"));
  const its = await filled(1);
  its.answer("is_red", "unsure");
  its.answer("__proto__", "yes");
  its.answer("for_nobody", "yes");
  const asked = (bodies) =>
    Object.keys(its.preview(sealing("create", bodies)).attestation).slice(6);
  assert.deepEqual(asked([one]), []);
  assert.deepEqual(asked([red]), ["is_red"]);
  assert.deepEqual(asked([blue, red]), ["__proto__", "is_red"]);
  const told = await openText(await its.seal(sealing("create", [blue, red])), red);
  assert.match(told, /"on_behalf":false,"__proto__":true,"is_red":"unsure"\}/);
});

const numbers = ({ items }) => items.map(({ item }) => item);

test("additions hold what no document held, withdrawals what was sent", async () => {
  const its = await filled(2);
  await its.seal(sealing("create", [one]));
  its.addImage(imageOf(3));
  assert.deepEqual(numbers(its.preview(sealing("add", [one]))), ["3"]);
  // Who has none of the case gets all of it.
  assert.deepEqual(numbers(its.preview(sealing("add", [one, two]))), ["1", "2", "3"]);
  assert.deepEqual(numbers(its.preview(sealing("withdraw", [one]))), ["1", "2"]);
  const added = await open(await its.seal(sealing("add", [one])), one);
  assert.deepEqual([added.case.action, numbers(added)], ["add", ["3"]]);
  its.addImage(imageOf(4)); // never sent
  const back = await open(await its.seal(sealing("withdraw", [one, two])), two);
  assert.deepEqual([back.case.action, numbers(back)], ["withdraw", ["1", "2", "3"]]);
  assert.deepEqual([its.unsent, its.withdrawn], [1, true]);
  assert.deepEqual(
    its.recipients.map(({ id }) => id),
    ["one.org", "two.org"],
  );
});

test("a case can be taken back from who has expired, or asks more", async () => {
  const { file, secret } = await fileFor("one.org");
  const read = async (rules) => {
    const recipient = await Recipient.read(JSON.stringify({ ...file, ...rules }));
    recipient.confirm(recipient.fingerprint);
    return { recipient, secret };
  };
  const its = await filled(1),
    reader = await read({});
  await its.seal(sealing("create", [reader]));
  const later = await read({
    expires: "2026-11-22",
    maximum_items: 1,
    signals: [],
    questions: [{ id: "new", text: { en: "?" } }],
  });
  const options = sealing("withdraw", [later], { day: "2026-11-23" });
  assert.equal((await open(await its.seal(options), reader)).case.action, "withdraw");
  assert.equal(its.recipients.length, 1);
  assert.equal(its.recipients[0].expires, "2026-11-22"); // the newer file is kept
});

test("a case keeps its day of expiry", async () => {
  const its = await filled(1);
  await its.seal(sealing("create", [one], { expires: "2027-03-01" }));
  assert.equal(its.expires, "2027-03-01");
  its.addImage(imageOf(2));
  const expires = (day) => its.preview(sealing("add", [one], { day })).expires;
  assert.equal(expires("2026-12-24"), "2027-03-01");
  assert.equal(expires("2027-03-01"), "2027-03-01");
  assert.equal(expires("2027-03-02"), "2028-03-02");
  await its.seal(sealing("add", [one], { expires: "2026-12-31" }));
  assert.equal(its.expires, "2026-12-31");
});

test("lengths tell a class only", async () => {
  const lengths = await Promise.all(
    [1, 2, 7].map(async (pictures) => {
      const its = await filled(pictures);
      if (pictures === 2) its.region("FR");
      const document = await its.seal(sealing("create", [one]));
      its.addImage(imageOf(99));
      return [document.length, (await its.seal(sealing("add", [one]))).length];
    }),
  );
  assert.equal(new Set(lengths.flat()).size, 1);
  const larger = await (await filled(40)).seal(sealing("create", [one]));
  assert.equal((await openText(larger, one)).length, 64 << 10);
});

test("a full case fits into a document", async () => {
  const its = await filled(4096);
  const document = await its.seal(sealing("create", [one]));
  assert.ok(document.length < 16 << 20);
  assert.equal((await open(document, one)).items.length, 4096);
});

test("what is too large for one document is refused", async () => {
  const its = await filled(1),
    before = seen(its);
  itsOf(its).items[0].later = "x".repeat(8 << 20); // as a later version may have put
  await assert.rejects(
    its.seal(sealing("create", [one])),
    failing("LIMIT", "case: too large for one document"),
  );
  assert.deepEqual(seen(its), before);
});

test("a case made of words can only be taken back", async () => {
  const its = await filled(1);
  await its.seal(sealing("create", [one]));
  const again = await Case.fromWords(its.words("fr"));
  answerAll(again);
  assert.throws(
    () => again.addImage(imageOf(1)),
    failing("STATE", "case: of words, it can be taken back only"),
  );
  assert.throws(() => again.allowHashes(8), failing("STATE"));
  await refused(
    again,
    sealing("create", [one]),
    "STATE",
    "case: it was created before",
  );
  await refused(
    again,
    sealing("add", [one]),
    "STATE",
    "case: of words, it can be taken back only",
  );
  const mute = await Case.fromWords(its.words("en")); // no answers are needed
  const back = await open(await mute.seal(sealing("withdraw", [one])), one);
  assert.deepEqual([back.case.id, back.items, back.attestation], [its.id, [], {}]);
  assert.ok(mute.withdrawn);
});
