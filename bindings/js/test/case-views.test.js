// SPDX-License-Identifier: Apache-2.0
// Views in a case: no recipient gets more of a picture than she allows and it takes,
// the whole picture is always there first, and the case keeps what no document held.
import assert from "node:assert/strict";
import test from "node:test";

import { Wallet } from "mien/case";
import { itsOf } from "../src/case/case.js";
import { toRecord } from "../src/case/record.js";
import { sealWallet } from "../src/case/wallet.js";
import {
  body,
  failing,
  filled,
  hashesOf,
  imageOf,
  open,
  sealing,
  withHole,
} from "./support/cases.js";

const VIEWS = 40;

/** The views of a picture of 4000 by 3000 pixels: the whole one, then windows of
 *  falling quality, from 99 on. */
function viewsOf(picture) {
  return Array.from({ length: VIEWS }, (_, i) => ({
    name: i === 0 ? "whole" : `window-${i - 1}`,
    quality: 100 - i,
    hashes: hashesOf(256 * i + picture),
    place:
      i === 0
        ? { x: 2000, y: 1500, width: 4000, height: 3000, degrees: 0 }
        : { x: 1000 + i, y: 800, width: 401, height: 399, degrees: -10 },
  }));
}

async function withViews(...pictures) {
  const its = await filled(0);
  for (const picture of pictures) its.addViews(viewsOf(picture));
  return its;
}

const taking = (id, hashes, places) => body(id, { views: { hashes, places } });

/** Whether an item has so many hashes, the whole picture first, each view in all eight
 *  ways, the best first; and places, or none. */
function expectItem({ signals }, hashes, places) {
  assert.equal(signals.length, hashes);
  signals.forEach((signal, i) => {
    const view = Math.floor(i / 8) - 1;
    assert.equal(signal.view, view < 0 ? undefined : `window-${view}`);
    assert.equal(
      signal.variant,
      [
        "original",
        "rot90",
        "rot180",
        "rot270",
        "flipX",
        "flipY",
        "flipPlus1",
        "flipMinus1",
      ][i % 8],
    );
    assert.equal(signal.quality, 99 - view);
    assert.equal("place" in signal, places);
    assert.equal(Object.keys(signal).length, 4 + (view >= 0) + places);
  });
}

// What the recipients say, what she allows, and what they get.
const SHARES = [
  [[{}], 0, 8, false],
  [[{ views: { hashes: 320 } }], 0, 320, false],
  [[{ views: { hashes: 999999 } }], 0, 320, false],
  [[{ views: { hashes: 8, places: true } }], 0, 8, true],
  [[{ views: { hashes: 23 } }], 0, 16, false], // no half of a view
  [[{ views: { hashes: 320, places: true } }], 0, 320, true],
  [[{ views: { hashes: 320 } }], 8, 8, false],
  [[{ views: { hashes: 320 } }], 100, 96, false],
  [[{ views: { hashes: 80 } }], 1000, 80, false],
  // The smallest of all, and places only when all want them.
  [[{ views: { hashes: 320 } }, { views: { hashes: 40 } }], 0, 40, false],
  [[{ views: { hashes: 320, places: true } }, {}], 0, 8, false],
  [[{ views: { hashes: 320, places: true } }, { views: { hashes: 80 } }], 0, 80, false],
  [
    [{ views: { hashes: 320, places: true } }, { views: { hashes: 80, places: true } }],
    0,
    80,
    true,
  ],
  // Views of 99 down to 90.
  [[{ views: { hashes: 320 }, minimum_quality: 90 }], 0, 88, false],
  [
    [{ views: { hashes: 320 } }, { views: { hashes: 320 }, minimum_quality: 99 }],
    0,
    16,
    false,
  ],
];

test("nobody gets more than all take", async () => {
  for (const [rules, allowed, hashes, places] of SHARES) {
    const bodies = await Promise.all(rules.map((rule, i) => body(`body-${i}`, rule)));
    const its = await withViews(1);
    if (allowed > 0) its.allowHashes(allowed);
    const preview = its.preview(sealing("create", bodies));
    expectItem(preview.items[0], hashes, places);
    // And what is opened is what was previewed.
    const document = await its.seal(sealing("create", bodies));
    assert.deepEqual(await open(document, bodies[0]), preview);
    // Also when it is taken back.
    expectItem(its.preview(sealing("withdraw", bodies)).items[0], hashes, places);
  }
});

test("pictures without views stay as they were", async () => {
  const one = await taking("one.org", 320);
  const its = await filled(0),
    plain = await filled(0);
  its.addViews(viewsOf(1));
  its.allowHashes(8);
  plain.addImage({ dihedral: hashesOf(1), quality: 100 });
  assert.deepEqual(
    its.preview(sealing("create", [one])).items,
    plain.preview(sealing("create", [one])).items,
  );
});

test("places tell no size", async () => {
  const one = await taking("one.org", 16, true);
  const placesOf = async (...views) => {
    const its = await filled(0);
    its.addViews(views);
    const { signals } = its.preview(sealing("create", [one])).items[0];
    return [signals[0].place, signals.at(-1).place];
  };
  const [whole, window] = viewsOf(1);
  assert.deepEqual(await placesOf(whole, window), [
    [500, 375, 1000, 750, 0],
    [250, 200, 100, 100, 350],
  ]);
  const moved = (place) => ({ ...window, place: { ...window.place, ...place } });
  // In floats, as in the C library, in which 502 / 4000 is below 0.1255.
  assert.deepEqual(
    (await placesOf(whole, moved({ x: 502, y: 506 })))[1],
    [125, 126, 100, 100, 350],
  );
  assert.deepEqual(
    (await placesOf(whole, moved({ x: 1002, y: 1006, degrees: 0.5 })))[1],
    [251, 252, 100, 100, 1],
  );
  assert.deepEqual(
    (await placesOf(whole, moved({ degrees: -0.5 })))[1],
    [250, 200, 100, 100, 359],
  );
  for (const degrees of [719.7, -0.2, 0.2])
    assert.deepEqual(
      (await placesOf(whole, moved({ degrees })))[1],
      [250, 200, 100, 100, 0],
    );
  // Where it is not known, or none, it is left out.
  for (const place of [
    { width: 0 },
    { x: -3 },
    { x: 4003 },
    { width: 9000 },
    { degrees: NaN },
    { x: Infinity },
  ])
    assert.equal((await placesOf(whole, moved(place)))[1], undefined);
  assert.deepEqual(await placesOf({ ...whole, place: undefined }, window), [
    undefined,
    undefined,
  ]);
});

test("many pictures share a document", async () => {
  const one = await taking("one.org", 320, true);
  const its = await withViews(...Array.from({ length: 200 }, (_, i) => i + 10000));
  const { items } = its.preview(sealing("create", [one]));
  assert.equal(items.length, 200); // 32768 hashes, 163 each
  for (const item of items) expectItem(item, 160, true);
  assert.ok(await its.seal(sealing("create", [one])));
});

/** The case out of a wallet, in which it was for a while. */
async function kept(its) {
  const wallet = new Wallet();
  wallet.put(its);
  const again = await Wallet.open(await sealWallet(wallet, "x", 1000), "x");
  return again.cases[0];
}

test("a later recipient gets what it takes", async () => {
  const small = await body("small.org"),
    large = await taking("large.org", 320, true);
  const its = await withViews(1);
  its.allowHashes(240);
  await its.seal(sealing("create", [small]));
  const again = await kept(its);
  expectItem(again.preview(sealing("add", [large])).items[0], 240, true);
  expectItem(again.preview(sealing("add", [large, small])).items[0], 8, false);
});

test("the same picture once more", async () => {
  const one = await taking("one.org", 320);
  const its = await filled(0);
  assert.equal(its.addImage({ dihedral: hashesOf(1), quality: 100 }), 1);
  assert.equal(its.addViews(viewsOf(1)), 1); // not sent yet: it gets its views
  expectItem(its.preview(sealing("create", [one])).items[0], 320, false);
  assert.equal(its.addViews(viewsOf(1).slice(0, 1)), 1); // and keeps them
  assert.equal(its.addViews(viewsOf(1).slice(0, 5)), 1);
  expectItem(its.preview(sealing("create", [one])).items[0], 320, false);
  its.drop(1);
  assert.equal(its.addImage({ dihedral: hashesOf(1), quality: 100 }), 2);
  await its.seal(sealing("create", [one]));
  assert.equal(its.addViews(viewsOf(1)), 3); // a document holds item 2 without them
  expectItem(its.preview(sealing("add", [one])).items[0], 320, false);
  await its.seal(sealing("add", [one]));
  assert.equal(its.addViews(viewsOf(1)), 3); // nothing new any more
  assert.equal(its.unsent, 0);
  assert.equal(its.addImage(imageOf(2)), 4);
});

test("a case keeps 128 views of a picture, and none of a dropped one", async () => {
  const its = await filled(0),
    all = await taking("all.org", 5000);
  its.addViews(manyViews(384));
  const again = await kept(its);
  assert.equal(again.preview(sealing("create", [all])).items[0].signals.length, 1024);
  assert.ok(JSON.stringify(toRecord(itsOf(its))).includes("window-126"));
  its.drop(1);
  assert.ok(!JSON.stringify(toRecord(itsOf(its))).includes("window"));
});

/** So many windows, upright and turned, behind the whole picture. */
function manyViews(count) {
  const [whole, window] = viewsOf(1);
  return Array.from({ length: count }, (_, i) =>
    i === 0
      ? whole
      : {
          ...window,
          name: `${i > 256 ? "turned" : "window"}-${(i - 1) % 256}`,
        },
  );
}

test("what are no views", async () => {
  const its = await filled(0);
  const changed = (i, more) => viewsOf(1).with(i, { ...viewsOf(1)[i], ...more });
  for (const views of [
    undefined,
    null,
    [],
    {},
    [null],
    viewsOf(1).slice(1), // the whole one is missing
    changed(0, { name: "seen" }),
    changed(3, { name: "whole" }),
    changed(3, { hashes: hashesOf(1).slice(0, 1) }), // for looking up
    changed(3, { name: "porthole-1" }),
    changed(3, { name: "window-256" }),
    changed(3, { name: "window-01" }),
    changed(3, { name: "window" }),
    changed(3, { name: "seen-1" }),
    changed(3, { quality: 101 }),
    changed(3, { quality: undefined }),
    manyViews(385),
    withHole(viewsOf(1), 2),
    changed(3, { hashes: withHole(hashesOf(1), 2) }),
  ])
    assert.throws(
      () => its.addViews(views),
      failing("ARGUMENT", "case: no views of a picture"),
    );
  for (const hashes of [7, 0, -8, 8.5, "8", undefined, 2 ** 32])
    assert.throws(
      () => its.allowHashes(hashes),
      failing("ARGUMENT", "case: no good number of hashes"),
    );
  its.allowHashes(8n);
  assert.equal(its.items, 0);
  assert.equal((await filled(0)).addViews(manyViews(384)), 1);
  for (const name of [
    "seen",
    "trimmed-0",
    "zoom-9",
    "crop-10",
    "tilt-99",
    "turned-199",
    "window-255",
    "negative",
  ])
    assert.equal(its.addViews([viewsOf(1)[0], { ...viewsOf(1)[1], name }]), 1);
  const { items } = its.preview(sealing("create", [await taking("all.org", 5000)]));
  assert.deepEqual(
    items.map(({ signals }) => signals.length),
    [8],
  );
});
