// SPDX-License-Identifier: Apache-2.0
// JSON at the gate: what JSON.parse() alone would not tell.
import assert from "node:assert/strict";
import test from "node:test";

import {
  bytesOf,
  readJson,
  readOwnJson,
  toPlain,
  writeJson,
} from "../src/case/json.js";
import { failing } from "./support/cases.js";

const read = (text, most = 1 << 20) => readJson(bytesOf(text), most, "text");
const again = (text) => writeJson(read(text));

test("what is read is written again, member by member", () => {
  for (const text of [
    "{}",
    "[]",
    '{"a":[1,-2,0,true,false,null,"x"],"b":{"c":{}}}',
    '{"z":1,"a":2}', // in their order
    '["\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u2028é😀"]',
    '{"":{"__proto__":[1],"constructor":2}}',
    "[1.0,1.5e300,-0.0,1E5]", // as they were written
    "[9007199254740993,9223372036854775807,-9223372036854775808]",
    '["\\u0000"]',
  ])
    assert.equal(again(text), text);
  assert.equal(again('[ "\\u00e9\\/\\ud83d\\ude00" ,\t-0\r\n]'), '["é/😀",0]');
  assert.equal(again('{"a":"[{:,"}'), '{"a":"[{:,"}');
});

test("what is no JSON is refused", () => {
  for (const text of [
    "",
    " ",
    "1",
    '"x"',
    "null",
    "{",
    "[1,]",
    '{"a":1,}',
    "{a:1}",
    "['a']",
    "[01]",
    "[+1]",
    "[.5]",
    "[1.]",
    "[NaN]",
    "[1]x",
    "[1] [2]",
    '["\t"]',
    "// x\n[]",
    "\ufeff[]",
    '["\\ud800"]',
    '["\\udc00\\ud800"]',
    '["\\x"]',
    "[1e999]",
    "[9223372036854775808]",
    "[-9223372036854775809]",
    "[100000000000000000000]",
    "[-10000000000000000000]",
    '{"\\u0000":1}',
    "[\ud800]",
    '["\ud800"]',
  ])
    assert.throws(() => read(text), failing("CORRUPT", "text: not JSON"), text);
  for (const bytes of [
    [0x5b, 0x22, 0xff, 0x22, 0x5d],
    [0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d],
    [0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d],
  ])
    assert.throws(
      () => readJson(Uint8Array.from(bytes), 99, "text"),
      failing("CORRUPT", "text: not JSON"),
    );
});

test("a member that is there twice is an error, however it is spelt", () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":1,"c":2,"b":3}}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":0,"":0}',
  ])
    assert.throws(
      () => read(text),
      failing("CORRUPT", "text: a member is there twice"),
      text,
    );
  assert.equal(
    again('{"a":{"a":[{"a":1},{"a":1}]},"b":"a"}'),
    '{"a":{"a":[{"a":1},{"a":1}]},"b":"a"}',
  );
});

test("there are limits for bytes, depth and values", () => {
  const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);
  assert.equal(again(deep(32)), deep(32));
  assert.throws(() => read(deep(33)), failing("LIMIT", "text: nested too deeply"));
  assert.throws(
    () => read("[".repeat(33)),
    failing("LIMIT", "text: nested too deeply"),
  );
  assert.throws(() => read("[".repeat(32)), failing("CORRUPT"));
  assert.throws(() => read("[1]", 2), failing("LIMIT", "text: too large"));
  assert.deepEqual(read("[1]", 3), [1]);
  // Brackets in a text do not nest, and its commas are no values.
  const text = JSON.stringify([`\\"${"[".repeat(40)}`]);
  assert.equal(again(text), text);
  const many = (values) => `[${"0,".repeat(values - 1)}0]`; // the list counts, too
  assert.equal(read(many(1 << 20), 1 << 22).length, 1 << 20);
  assert.throws(
    () => read(many((1 << 20) + 1), 1 << 22),
    failing("LIMIT", "text: too many values"),
  );
  for (const own of [deep(40), deep(2048)])
    assert.equal(writeJson(readOwnJson(bytesOf(own), "text")), own);
  // As the C library's parser counts, a number is a level, too.
  for (const own of [deep(2049), deep(2048).replace("[]", "[1]")])
    assert.throws(
      () => readOwnJson(bytesOf(own), "text"),
      failing("CORRUPT", "text: not JSON"),
    );
});

test("names of members are no special ones", () => {
  const value = read('{"__proto__":{"a":1}}');
  assert.equal(value.a, undefined);
  assert.deepEqual(Object.keys(toPlain(value)), ["__proto__"]);
});

test("a long text does not take long", () => {
  const digits = "1".repeat(16 << 20); // nor does a number of so many digits
  assert.throws(() => read(`[${digits}]`, 1 << 25), failing("CORRUPT"));
  const text = JSON.stringify({ a: "x".repeat(8 << 20), b: '\\"'.repeat(1 << 20) });
  assert.equal(writeJson(readOwnJson(bytesOf(text), "text")), text);
});
