// SPDX-License-Identifier: Apache-2.0
// A hash is a value, and a failure says what it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DIHEDRAL, Hash, MienError, QUALITY_MIN, RADIUS } from "mien";
import { statusName } from "../src/errors.js";
import { Instance } from "../src/instance.js";
import { compile } from "../src/module.js";
import { fails } from "./support/fails.js";

const HEX = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

test("a hash goes to hexadecimal digits and bytes and back", () => {
  const hash = Hash.fromHex(HEX.toUpperCase());
  assert.equal(hash.hex, HEX);
  assert.equal(`${hash}`, HEX);
  assert.equal(JSON.stringify({ hash }), `{"hash":"${HEX}"}`);
  const bytes = hash.toBytes();
  assert.deepEqual(bytes, new Uint8Array(Buffer.from(HEX, "hex")));
  bytes[0] = 0;
  assert.equal(hash.toBytes()[0], 0xf8);
  assert.equal(Hash.fromBytes(hash.toBytes()).hex, HEX);
  assert.equal(Hash.fromBytes(Array.from(hash.toBytes())).hex, HEX);
});

test("what is no hash is refused", () => {
  for (const hex of [
    "",
    HEX.slice(1),
    HEX + "0",
    `g${HEX.slice(1)}`,
    ` ${HEX.slice(1)}`,
    `${HEX}\n`,
    null,
    undefined,
    7,
    {},
  ])
    assert.throws(() => Hash.fromHex(hex), fails("FORMAT"), String(hex));
  for (const bytes of [
    [],
    new Uint8Array(31),
    new Uint8Array(33),
    Array(32).fill(256),
    Array(32).fill(-1),
    Array(32).fill(0.5),
    Array(32),
    null,
    HEX,
  ])
    assert.throws(() => Hash.fromBytes(bytes), fails("ARGUMENT"));
  assert.throws(() => new Hash(), fails("ARGUMENT"));
});

test("the distance counts the bits that differ", () => {
  const zero = Hash.fromBytes(new Uint8Array(32));
  const ones = Hash.fromBytes(new Uint8Array(32).fill(255));
  assert.equal(zero.distance(ones), 256);
  assert.equal(ones.distance(zero), 256);
  for (let i = 0; i < 256; i++) {
    const bytes = new Uint8Array(32);
    bytes[i >> 3] = 1 << (i & 7);
    const one = Hash.fromBytes(bytes);
    assert.equal(zero.distance(one), 1);
    assert.equal(ones.distance(one), 255);
    assert.ok(one.equals(Hash.fromHex(one.hex)) && !one.equals(zero));
  }
  assert.throws(() => zero.distance({ hex: HEX }), fails("ARGUMENT"));
  assert.throws(() => zero.distance(HEX), fails("ARGUMENT"));
});

test("bit (i, j) has the weight 2^(16 i + j)", () => {
  const hash = Hash.fromHex(HEX);
  let number = 0n;
  for (let i = 0; i < 16; i++)
    for (let j = 0; j < 16; j++) if (hash.bit(i, j)) number |= 1n << BigInt(16 * i + j);
  assert.equal(number.toString(16).padStart(64, "0"), HEX);
  for (const [i, j] of [
    [16, 0],
    [0, 16],
    [-1, 0],
    [0.5, 0],
    [0, NaN],
    [0, undefined],
  ])
    assert.throws(() => hash.bit(i, j), fails("ARGUMENT"));
});

test("a hash cannot be changed", () => {
  const hash = Hash.fromHex(HEX);
  assert.ok(Object.isFrozen(hash));
  assert.throws(() => (hash.hex = "0"), TypeError);
  assert.throws(() => (hash.other = "0"), TypeError);
});

test("constants are those of the headers", () => {
  assert.equal(RADIUS, 31);
  assert.equal(QUALITY_MIN, 50);
  assert.ok(Object.isFrozen(DIHEDRAL));
});

test("a failure has the sentence that the C library has for it", async () => {
  const files = {
    simd: () => null,
    plain: () => new URL("../dist/pixels.wasm", import.meta.url),
  };
  const instance = await Instance.begin(await compile({ useSimd: false }, files));
  const text = (name, number) => instance.text(instance.call(name, number));
  for (let number = 1; number <= 15; number++) {
    const name = statusName(number);
    assert.equal(new MienError(name).message, text("mien_strerror", number));
    assert.equal(new MienError(name).status, name);
  }
  assert.equal(text("mien_strerror", 16), "unknown error");
  DIHEDRAL.forEach((name, i) => assert.equal(name, text("mien_dihedral_name", i)));
});

test("a failure says more where there is more to say", () => {
  const error = new MienError("CORRUPT", "PNG: IDAT: CRC error");
  assert.equal(error.name, "MienError");
  assert.ok(error instanceof Error);
  assert.equal(error.message, "damaged or cut short: PNG: IDAT: CRC error");
  assert.equal(error.detail, "PNG: IDAT: CRC error");
  assert.equal(new MienError("MEMORY").detail, "");
});
