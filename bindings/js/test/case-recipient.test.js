// SPDX-License-Identifier: Apache-2.0
// Recipient files: what is read, what is refused, and how fingerprints are compared.
import assert from "node:assert/strict";
import test from "node:test";

import { Recipient } from "mien/case";
import { isDay, yearLater } from "../src/case/day.js";
import { idOfKey, keyOf, readPublicKey, thumbprint } from "../src/case/key.js";
import { body, failing, fileFor } from "./support/cases.js";

const { file: good } = await fileFor();

/** A good file with one member changed (as JSON) or, with null, taken away. */
function withMember(member, json) {
  const { [member]: _, ...rest } = good;
  const text = JSON.stringify(rest);
  return json === null
    ? text
    : `${text.slice(0, -1)},${JSON.stringify(member)}:${json}}`;
}

// As in tests/unit/test_case_recipient.c.
const FILES = [
  ["format", '"ncii-submission"', "CORRUPT"],
  ["format", null, "CORRUPT"],
  ["version", "2", "VERSION"],
  ["version", "9007199254740993", "VERSION"],
  ["version", '"1"', "CORRUPT"],
  ["version", "0", "CORRUPT"],
  ["version", "1.0", "CORRUPT"],
  ["id", null, "CORRUPT"],
  ["id", '""', "CORRUPT"],
  ["id", '"A"', "CORRUPT"],
  ["id", '"a\\u0000"', "CORRUPT"],
  ["id", `"${"a".repeat(64)}"`, "OK"],
  ["id", `"${"a".repeat(65)}"`, "CORRUPT"],
  ["name", null, "CORRUPT"],
  ["name", '""', "CORRUPT"],
  ["name", '"a\\u001b[2J"', "CORRUPT"],
  ["name", '"a\\u009b2J"', "CORRUPT"],
  ["name", '"a\\u202etxt.exe"', "CORRUPT"],
  ["name", '"a\\u2066b"', "CORRUPT"],
  ["name", '"\\u0645\\u0631\\u062d\\u0628\\u0627\\u200f"', "OK"],
  ["name", `"${"x".repeat(500)}"`, "OK"],
  ["name", `"${"x".repeat(501)}"`, "CORRUPT"],
  ["name", `"${"é".repeat(250)}"`, "OK"], // bytes count
  ["name", `"${"é".repeat(251)}"`, "CORRUPT"],
  ["web", "5", "CORRUPT"],
  ["web", "null", "CORRUPT"],
  ["web", null, "OK"],
  ["contact", "[]", "CORRUPT"],
  ["key", null, "CORRUPT"],
  ["key", '{"kty":"oct","k":"AA"}', "CORRUPT"],
  ["fingerprint", '"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"', "CORRUPT"],
  ["fingerprint", "7", "CORRUPT"],
  ["fingerprint", null, "OK"],
  ["languages", '["en","pt-BR"]', "OK"],
  ["languages", '"en"', "CORRUPT"],
  ["languages", '["../../x"]', "CORRUPT"],
  ["languages", '["x"]', "CORRUPT"],
  ["signals", '["ImagePDQ","a later one"]', "OK"],
  ["signals", "[7]", "CORRUPT"],
  ["minimum_quality", "101", "CORRUPT"],
  ["minimum_quality", "50.0", "CORRUPT"],
  ["minimum_quality", "0", "OK"],
  ["maximum_items", "0", "CORRUPT"],
  ["maximum_items", "2000000", "OK"],
  ["maximum_items", "2147483648", "CORRUPT"],
  ["expires", '"2026-02-29"', "CORRUPT"],
  ["expires", '"2028-02-29"', "OK"],
  ["expires", '""', "CORRUPT"],
  ["practice", '"no"', "CORRUPT"],
  ["views", '{"hashes":8}', "OK"],
  ["views", '{"hashes":2000000,"places":true,"later":[]}', "OK"],
  ["views", '{"hashes":7}', "CORRUPT"],
  ["views", '{"hashes":"8"}', "CORRUPT"],
  ["views", '{"hashes":8,"places":1}', "CORRUPT"],
  ["views", '{"places":true}', "CORRUPT"],
  ["views", "8", "CORRUPT"],
  ["views", "null", "CORRUPT"],
  ["a later member", '{"x":[1,2]}', "OK"],
  ["questions", "[]", "OK"],
  ["questions", "{}", "CORRUPT"],
  ["questions", '[{"id":"adult_now"}]', "OK"],
  ["questions", '[{"id":"own"}]', "CORRUPT"],
  ["questions", '[{"id":"own","text":{"en":"Well?"}}]', "OK"],
  ["questions", '[{"id":"own","text":{}}]', "CORRUPT"],
  ["questions", '[{"id":"own","text":{"en":"\\u0007"}}]', "CORRUPT"],
  ["questions", '[{"id":"own","text":{"e n":"Well?"}}]', "CORRUPT"],
  ["questions", '[{"id":"Own","text":{"en":"Well?"}}]', "CORRUPT"],
  ["questions", '[{"id":"adult_now","unsure":1}]', "CORRUPT"],
  ["questions", '[{"id":"adult_now","stop":"no","unsure":false}]', "OK"],
  ["questions", '[{"id":"adult_now","stop":"unsure"}]', "CORRUPT"],
  ["questions", "[0]", "CORRUPT"],
  ["questions", JSON.stringify(Array(20).fill({ id: "adult_now" })), "OK"],
  ["questions", JSON.stringify(Array(21).fill({ id: "adult_now" })), "CORRUPT"],
];

test("each member is judged", async () => {
  for (const [member, json, status] of FILES) {
    const reading = Recipient.read(withMember(member, json));
    if (status === "OK") assert.ok((await reading) instanceof Recipient);
    else await assert.rejects(reading, failing(status), `${member} ${json}`);
  }
});

test("what is wrong is said as the C library says it", async () => {
  for (const [member, json, status, detail] of [
    ["format", null, "CORRUPT", "it is none"],
    ["version", null, "CORRUPT", "no version"],
    ["version", "2", "VERSION", "a later version"],
    ["id", null, "CORRUPT", "no good id"],
    ["name", null, "CORRUPT", "no name"],
    [
      "web",
      '"\\u0007"',
      "CORRUPT",
      "a text is too long, or holds what cannot be shown",
    ],
    ["languages", "1", "CORRUPT", "its languages or signals are no list"],
    ["views", "{}", "CORRUPT", "no good number of hashes"],
    ["expires", "1", "CORRUPT", "it expires on no day"],
    ["questions", '[{"id":"own"}]', "CORRUPT", "a question has no good text"],
    ["key", "{}", "CORRUPT", "no public key of P-256"],
    ["fingerprint", '""', "CORRUPT", "the fingerprint is not the key's"],
  ])
    await assert.rejects(
      Recipient.read(withMember(member, json)),
      failing(status, `recipient file: ${detail}`),
    );
});

test("a file tells what it says, and the rest has defaults", async () => {
  const { recipient } = await body("a-b_c.9", {
    name: "Ligne d’écoute",
    web: "https://example.org/clé",
    contact: "Monday to Friday",
    languages: ["en", "fr"],
    signals: ["VideoMD5"],
    minimum_quality: 70,
    maximum_items: 3,
    views: { hashes: 80, places: true },
    expires: "2027-02-28",
    practice: true,
    questions: [
      { id: "adult_now", stop: "no" },
      { id: "own", text: { en: "Well?" }, unsure: false, stop: true },
    ],
  });
  // prettier-ignore
  const members = [
    "id", "name", "web", "contact", "languages", "takesImages", "takesVideos",
    "minimumQuality", "maximumItems", "maximumHashes", "takesPlaces", "expires",
    "practice", "questions",
  ];
  const told = (recipient) =>
    Object.fromEntries(members.map((name) => [name, recipient[name]]));
  assert.deepEqual(told(recipient), {
    id: "a-b_c.9",
    name: "Ligne d’écoute",
    web: "https://example.org/clé",
    contact: "Monday to Friday",
    languages: ["en", "fr"],
    takesImages: false,
    takesVideos: true,
    minimumQuality: 70,
    maximumItems: 3,
    maximumHashes: 80,
    takesPlaces: true,
    expires: "2027-02-28",
    practice: true,
    questions: [
      { id: "adult_now", text: {}, unsure: true, stop: "no" },
      { id: "own", text: { en: "Well?" }, unsure: false, stop: "yes" },
    ],
  });
  const { format, version, id, name, key } = good;
  assert.deepEqual(
    told(await Recipient.read(JSON.stringify({ format, version, id, name, key }))),
    {
      id,
      name,
      web: "",
      contact: "",
      languages: [],
      takesImages: true,
      takesVideos: true,
      minimumQuality: 50,
      maximumItems: 4096,
      maximumHashes: 8,
      takesPlaces: false,
      expires: "",
      practice: false,
      questions: [],
    },
  );
  const large = await body("x", { maximum_items: 5000, views: { hashes: 5000 } });
  assert.equal(large.recipient.maximumItems, 4096);
  assert.equal(large.recipient.maximumHashes, 1024);
});

test("bytes and texts are read, and unknown members kept", async () => {
  const text = withMember("later", '{"a":[1,null,"\\u0000",2.5]}');
  const recipient = await Recipient.read(new TextEncoder().encode(text));
  assert.deepEqual(recipient.toJSON(), JSON.parse(text));
  assert.deepEqual((await Recipient.read(text)).toJSON(), JSON.parse(text));
  recipient.toJSON().id = "changed";
  assert.equal(recipient.toJSON().id, good.id);
});

test("large and deep files are refused, and what is none", async () => {
  await assert.rejects(Recipient.read("[".repeat(33)), failing("LIMIT"));
  await assert.rejects(Recipient.read("[".repeat(32)), failing("CORRUPT"));
  await assert.rejects(
    Recipient.read(" ".repeat((64 << 10) + 1)),
    failing("LIMIT", "recipient file: too large"),
  );
  await assert.rejects(Recipient.read("é".repeat((32 << 10) + 1)), failing("LIMIT"));
  await assert.rejects(Recipient.read(""), failing("CORRUPT"));
  await assert.rejects(Recipient.read("[]"), failing("CORRUPT"));
  for (const none of [undefined, null, {}, 5])
    await assert.rejects(Recipient.read(none), failing("ARGUMENT"));
  assert.throws(() => new Recipient(), failing("ARGUMENT"));
});

test("fingerprints are compared", async () => {
  const { file } = await fileFor();
  const recipient = await Recipient.read(JSON.stringify(file));
  const right = recipient.fingerprint;
  assert.equal(right, file.fingerprint);
  assert.throws(
    () => recipient.confirm(""),
    failing("REFUSED", "fingerprint: a part is missing"),
  );
  assert.throws(
    () => recipient.confirm(`${right}x`),
    failing("REFUSED", "fingerprint: another one"),
  );
  for (let i = 0; i < right.length; i++) {
    const other = right.slice(0, i) + (right[i] === "A" ? "B" : "A");
    assert.throws(
      () => recipient.confirm(other + right.slice(i + 1)),
      failing("REFUSED"),
    );
    assert.throws(() => recipient.confirm(right.slice(0, i)), failing("REFUSED"));
  }
  assert.throws(() => recipient.confirm(undefined), failing("ARGUMENT"));
  assert.equal(recipient.confirmed, false);
  recipient.confirm(`${right.replace(/(.{4})/g, "$1 ")}\n`);
  assert.equal(recipient.confirmed, true);
});

// The example of doc/case-format.md.
const X = "knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujw";
const Y = "9MiBfQAzJMOkXOjuSNeK6Rn1ir6GDc3BPu5G3mlI2wI";
const EC = { kty: "EC", crv: "P-256" };

test("thumbprint and id are those of the page", async () => {
  const key = readPublicKey({ ...EC, x: X, y: Y }, "key");
  assert.equal(await thumbprint(key), "dAAilPChApgKNmZNcD7v73o7YtTJPAgoqqUPXHpnYA8");
  assert.equal(await idOfKey(key), "4006f6e8-dbeb-4159-a353-e451ce94f037");
});

test("a key keeps a copy of its number, also of that in a Buffer", () => {
  // jose 6.0 decodes into a Buffer, which is wiped afterwards.
  for (const d of [Buffer.alloc(32, 1), new Uint8Array(32).fill(1)]) {
    const key = keyOf(d);
    d.fill(0);
    assert.deepEqual([...key.d], Array(32).fill(1));
  }
});

test("keys of others are judged: a point on the curve, in the one spelling", () => {
  const bytes = (hex) => Buffer.from(hex, "hex").toString("base64url");
  const prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
  const zero = "00".repeat(32);
  readPublicKey({ ...EC, x: X, y: Y, use: "enc", kid: "1" }, "key");
  for (const jwk of [
    { ...EC, crv: "P-384", x: X, y: Y },
    { ...EC, kty: "OKP", x: X, y: Y },
    { ...EC, x: X },
    { ...EC, x: X, y: 5 },
    { ...EC, x: X, y: Y, d: "AA" },
    { ...EC, x: X, y: Y, d: null },
    null,
    undefined,
    "key",
    [],
    { ...EC, x: X, y: Y.replace(/I$/, "M") }, // another point
    { ...EC, x: X.replace(/w$/, "x"), y: Y }, // bits left over
    { ...EC, x: `${X}=`, y: Y },
    { ...EC, x: ` ${X.slice(1)}`, y: Y },
    { ...EC, x: X.replace(/jw$/, "g"), y: Y }, // 31 bytes
    { ...EC, x: bytes(zero), y: bytes(zero) },
    { ...EC, x: X, y: X },
    { ...EC, x: bytes(prime), y: Y },
    { ...EC, x: X, y: bytes("ff".repeat(32)) },
  ])
    assert.throws(
      () => readPublicKey(jwk, "key"),
      failing("CORRUPT", "key: "),
      JSON.stringify(jwk),
    );
});

test("what is wrong with a key is told", () => {
  const detail = (jwk, problem) =>
    assert.throws(
      () => readPublicKey({ ...EC, x: X, y: Y, ...jwk }, "key"),
      failing("CORRUPT", `key: ${problem}`),
    );
  detail({ x: X.replace(/jw$/, "g") }, "no public key of P-256"); // 31 bytes
  detail({ y: `${Y.slice(0, -1)}AA` }, "no public key of P-256"); // 33
  detail({ y: X }, "the key is not on the curve");
  detail({ d: null }, "holds a private key");
});

test("a coordinate beyond the prime is no second spelling of a point", () => {
  // A point whose x is small: x + p still has 32 bytes.
  const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
  const base64 = (number) =>
    Buffer.from(number.toString(16).padStart(64, "0"), "hex").toString("base64url");
  const y = 0x66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4n;
  readPublicKey({ ...EC, x: base64(0n), y: base64(y) }, "key");
  assert.throws(
    () => readPublicKey({ ...EC, x: base64(prime), y: base64(y) }, "key"),
    failing("CORRUPT", "key: the key is not on the curve"),
  );
});

test("days are days of the calendar", () => {
  for (const day of [
    "2026-11-22",
    "2028-02-29",
    "2000-02-29",
    "0001-01-01",
    "9999-12-31",
  ])
    assert.ok(isDay(day), day);
  for (const day of [
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-11-00",
    "0000-01-01",
    "2026-11-2",
    "2026-11-22 ",
    "",
    "2026/11/22",
    "+026-11-22",
    "2026-11-22\n",
    "٢٠٢٦-١١-٢٢",
    null,
    5,
    undefined,
    new Date(0),
  ])
    assert.ok(!isDay(day), String(day));
  assert.equal(yearLater("2026-11-22"), "2027-11-22");
  assert.equal(yearLater("2028-02-29"), "2029-02-28");
  assert.equal(yearLater("0001-01-01"), "0002-01-01");
  assert.equal(yearLater("9999-06-01"), "9999-12-31");
});
