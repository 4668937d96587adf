// SPDX-License-Identifier: Apache-2.0
// The wallet: cases come out as they went in, nothing of it is lost, and nothing else
// opens.
import assert from "node:assert/strict";
import test from "node:test";

import { FlattenedEncrypt, flattenedDecrypt } from "jose";

import { Case, Wallet, WALLET_ROUNDS } from "mien/case";
import { padded } from "../src/case/pad.js";
import { sealWallet } from "../src/case/wallet.js";
import {
  body,
  failing,
  filled,
  imageOf,
  open,
  sealing,
  TODAY,
} from "./support/cases.js";

const ROUNDS = 1000; // hundreds of sealings, in no time
const PASSPHRASE = "phrase de passe très longue";
const one = await body("example.org");

const seal = (wallet, passphrase = PASSPHRASE) =>
  sealWallet(wallet, passphrase, ROUNDS);
const bytes = (text) => new TextEncoder().encode(text);
const base64 = (text) => Buffer.from(text).toString("base64url");

async function walletOf(...cases) {
  const wallet = new Wallet();
  for (const its of cases) wallet.put(its);
  return wallet;
}

/** The text inside a wallet. */
async function inside(text) {
  const { plaintext } = await flattenedDecrypt(JSON.parse(text), bytes(PASSPHRASE), {
    keyManagementAlgorithms: ["PBES2-HS512+A256KW"],
    maxPBES2Count: 1e7,
  });
  return new TextDecoder().decode(plaintext);
}

/** A wallet with this text inside. */
async function around(payload) {
  return JSON.stringify(
    await new FlattenedEncrypt(bytes(payload))
      .setProtectedHeader({ alg: "PBES2-HS512+A256KW", enc: "A256GCM" })
      .setKeyManagementParameters({ p2c: ROUNDS })
      .encrypt(bytes(PASSPHRASE)),
  );
}

/** A case in the middle of its life: sealed, something added, a region. */
async function busy() {
  const its = await filled(2);
  its.region("FR");
  await its.seal(sealing("create", [one]));
  its.addImage(imageOf(3));
  return its;
}

const EMPTY = await seal(new Wallet());
const BUSY = await busy();
const BUSY_TEXT = await inside(await seal(await walletOf(BUSY)));

test("cases come out as they went in", async () => {
  const cases = [BUSY, await filled(0), await filled(1, true)];
  const again = await Wallet.open(await seal(await walletOf(...cases)), PASSPHRASE);
  assert.deepEqual(
    again.cases.map(({ id }) => id),
    cases.map(({ id }) => id),
  );
  again.cases.forEach((its, i) => {
    for (const member of [
      "id",
      "day",
      "expires",
      "practice",
      "created",
      "withdrawn",
      "onlyKey",
      "items",
      "unsent",
    ])
      assert.equal(its[member], cases[i][member], member);
    assert.equal(its.words("en"), cases[i].words("en"));
  });
  // It goes on as the first one would: item 3 is added, and only that.
  const [its] = again.cases;
  const document = await its.seal(sealing("add", [one]));
  const {
    case: { id },
    items,
  } = await open(document, one);
  assert.deepEqual([id, items.map(({ item }) => item)], [BUSY.id, ["3"]]);
  // And by the recipients that it remembers.
  await its.seal({ action: "withdraw", recipients: its.recipients, day: TODAY });
});

test("the public function makes what the format asks for", async () => {
  const text = await (await walletOf(BUSY)).seal(PASSPHRASE);
  const jwe = JSON.parse(text);
  assert.deepEqual(Object.keys(jwe), [
    "protected",
    "encrypted_key",
    "iv",
    "ciphertext",
    "tag",
  ]);
  const { p2s, ...header } = JSON.parse(Buffer.from(jwe.protected, "base64url"));
  assert.deepEqual(header, { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2c: 600000 });
  assert.equal(Buffer.from(p2s, "base64url").length, 16);
  assert.equal(WALLET_ROUNDS, 600000);
  assert.equal((await Wallet.open(bytes(text), PASSPHRASE)).cases[0].id, BUSY.id);
});

test("the length does not tell how many cases there are", async () => {
  const few = await seal(await walletOf(await filled(3), await filled(1)));
  assert.equal(few.length, EMPTY.length);
  assert.equal((await inside(EMPTY)).length, 16 << 10);
  const lengths = [16, 64, 256, 1024, 4096, 8192].map((kibi) => kibi << 10);
  for (const [i, length] of lengths.entries()) {
    assert.equal(padded("x".repeat(length)).length, length);
    assert.equal(padded("x".repeat(length + 1))?.length, lengths[i + 1]);
  }
  assert.equal(padded("é").indexOf(0x20), 2);
});

test("what has no room is refused", async () => {
  const wallet = await Wallet.open(
    await around(
      JSON.stringify({
        format: "ncii-wallet",
        version: 1,
        cases: [],
        large: "x".repeat(8 << 20),
      }),
    ),
    PASSPHRASE,
  );
  await assert.rejects(seal(wallet), failing("LIMIT", "wallet: too large"));
});

test("another passphrase does not open it", async () => {
  for (const passphrase of [
    `${PASSPHRASE} `,
    PASSPHRASE.toUpperCase(),
    "x",
    PASSPHRASE.normalize("NFD"),
  ])
    // bytes, as they were typed
    await assert.rejects(
      Wallet.open(EMPTY, passphrase),
      failing("KEY", "wallet: another passphrase, or changed"),
    );
  for (const passphrase of [
    "",
    "x".repeat(1025),
    "é".repeat(513),
    "\ud800",
    null,
    undefined,
    bytes("x"),
  ]) {
    await assert.rejects(
      Wallet.open(EMPTY, passphrase),
      failing("ARGUMENT", "wallet: an argument is wrong"),
    );
    await assert.rejects(new Wallet().seal(passphrase), failing("ARGUMENT"));
  }
  for (const passphrase of ["x".repeat(1024), "é".repeat(512), " ", "\0", "😀"])
    await Wallet.open(await seal(new Wallet(), passphrase), passphrase);
});

test("a changed wallet does not open", async () => {
  const jwe = JSON.parse(EMPTY);
  for (const member of Object.keys(jwe)) {
    const right = jwe[member];
    for (const at of [0, right.length >> 1, right.length - 1])
      for (const other of ["A", "_", "="]) {
        if (right[at] === other) continue;
        const text = right.slice(0, at) + other + right.slice(at + 1);
        await assert.rejects(
          Wallet.open(JSON.stringify({ ...jwe, [member]: text }), PASSPHRASE),
          (error) =>
            other === "="
              ? error.status === "CORRUPT"
              : ["KEY", "CORRUPT", "UNSUPPORTED", "LIMIT"].includes(error.status),
          `${member}[${at}]=${other}`,
        );
      }
    for (const text of ["", right.slice(0, -1), right.slice(0, -2), `${right}A`])
      await assert.rejects(
        Wallet.open(JSON.stringify({ ...jwe, [member]: text }), PASSPHRASE),
      );
  }
  for (let cut = 0; cut < EMPTY.length; cut += cut < 400 ? 7 : 997)
    await assert.rejects(
      Wallet.open(EMPTY.slice(0, cut), PASSPHRASE),
      failing("CORRUPT"),
    );
});

test("members have their lengths", async () => {
  const jwe = JSON.parse(EMPTY);
  for (const member of ["encrypted_key", "iv", "tag"]) {
    const right = Buffer.from(jwe[member], "base64url");
    for (const wrong of [right.subarray(1), Buffer.concat([right, right])])
      await assert.rejects(
        Wallet.open(JSON.stringify({ ...jwe, [member]: base64(wrong) }), PASSPHRASE),
        failing("CORRUPT", "wallet: not put together rightly"),
      );
  }
});

test("headers are judged", async () => {
  const jwe = JSON.parse(EMPTY);
  const right = Buffer.from(jwe.protected, "base64url").toString();
  const headers = [
    ["alg", '"none"', "UNSUPPORTED"],
    ["alg", '"dir"', "UNSUPPORTED"],
    ["alg", '"A256KW"', "UNSUPPORTED"],
    ["alg", '"PBES2-HS256+A128KW"', "UNSUPPORTED"],
    ["alg", "1", "UNSUPPORTED"],
    ["alg", "", "UNSUPPORTED"],
    ["enc", '"A128GCM"', "UNSUPPORTED"],
    ["enc", '"A256CBC-HS512"', "UNSUPPORTED"],
    ["enc", "", "UNSUPPORTED"],
    ["zip", '"DEF"', "UNSUPPORTED"],
    ["crit", '["x"]', "UNSUPPORTED"],
    ["p2c", "", "CORRUPT"],
    ["p2c", '"1000"', "CORRUPT"],
    ["p2c", "1000.0", "CORRUPT"],
    ["p2c", "-1", "CORRUPT"],
    ["p2c", "999", "CORRUPT"],
    ["p2c", "10000001", "LIMIT"],
    ["p2c", "9223372036854775807", "LIMIT"],
    ["p2c", "1001", "KEY"],
    ["p2s", "", "CORRUPT"],
    ["p2s", "7", "CORRUPT"],
    ["p2s", '"AAAAAAAAAA"', "CORRUPT"], // 7 bytes
    ["p2s", '"AAAAAAAAAAA"', "KEY"], // 8
    ["p2s", '"AAAAAAAAAAB"', "CORRUPT"],
    ["p2s", `"${base64(Buffer.alloc(1024))}"`, "KEY"],
    ["p2s", `"${base64(Buffer.alloc(1025))}"`, "LIMIT"],
    ["typ", '"JOSE"', "KEY"], // nothing against it, but not ours
    ["typ", `"${"x".repeat(4096)}"`, "LIMIT"],
  ];
  for (const [member, json, status] of headers) {
    const { [member]: _, ...rest } = JSON.parse(right);
    const header = JSON.stringify(rest);
    const changed =
      json === "" ? header : `${header.slice(0, -1)},"${member}":${json}}`;
    await assert.rejects(
      Wallet.open(JSON.stringify({ ...jwe, protected: base64(changed) }), PASSPHRASE),
      failing(status),
      `${member} ${json}`,
    );
  }
  const twice = `${right.slice(0, -1)},"p2c":1000}`;
  for (const header of [twice, "x", "1"])
    await assert.rejects(
      Wallet.open(JSON.stringify({ ...jwe, protected: base64(header) }), PASSPHRASE),
      failing("CORRUPT", "wallet: header: "),
    );
  await assert.rejects(
    Wallet.open(JSON.stringify({ ...jwe, protected: base64("[]") }), PASSPHRASE),
    failing("UNSUPPORTED"),
  );
});

test("other forms are refused, further members passed over", async () => {
  const jwe = JSON.parse(EMPTY);
  for (const member of ["unprotected", "header", "recipients", "aad"])
    await assert.rejects(
      Wallet.open(JSON.stringify({ ...jwe, [member]: {} }), PASSPHRASE),
      failing("UNSUPPORTED", "wallet: of a form"),
    );
  assert.ok(await Wallet.open(JSON.stringify({ ...jwe, note: "later" }), PASSPHRASE));
  for (const text of ["[]", "{}", "", "\0", "null"])
    await assert.rejects(Wallet.open(text, PASSPHRASE), failing("CORRUPT"));
  await assert.rejects(
    Wallet.open(" ".repeat((16 << 20) + 1), PASSPHRASE),
    failing("LIMIT", "wallet: too large"),
  );
  for (const none of [undefined, null, {}, 5])
    await assert.rejects(Wallet.open(none, PASSPHRASE), failing("ARGUMENT"));
});

test("payloads are judged", async () => {
  for (const [payload, status] of [
    ['{"format":"ncii-wallet","version":2,"cases":[]}', "VERSION"],
    ['{"format":"ncii-wallet","version":0,"cases":[]}', "CORRUPT"],
    ['{"format":"ncii-wallet","version":1.0,"cases":[]}', "CORRUPT"],
    ['{"format":"ncii-wallet","version":"1","cases":[]}', "CORRUPT"],
    ['{"format":"ncii-wallet","cases":[]}', "CORRUPT"],
    ['{"format":"ncii-walle","version":1,"cases":[]}', "CORRUPT"],
    ['{"format":"ncii-wallet","version":1,"cases":{}}', "CORRUPT"],
    ['{"format":"ncii-wallet","version":1}', "CORRUPT"],
    ['{"format":"ncii-wallet","version":1,"cases":[],"cases":[]}', "CORRUPT"],
    ["[]", "CORRUPT"],
    [" ", "CORRUPT"],
    ["{", "CORRUPT"],
  ])
    await assert.rejects(
      Wallet.open(await around(payload), PASSPHRASE),
      failing(status),
      payload,
    );
});

/** Opens a wallet with this text inside, and gives what it then has inside. */
async function through(payload, change = () => {}) {
  const wallet = await Wallet.open(await around(payload), PASSPHRASE);
  change(wallet);
  return (await inside(await seal(wallet))).trimEnd();
}

test("what is not known is kept to the letter", async () => {
  const record = JSON.stringify(JSON.parse(BUSY_TEXT).cases[0]);
  const later = '"later":{"a":[1,2.50,null,9007199254740993,1e2]}';
  const more = '"later too":["é",true,1.0],"__proto__":{"a":1}';
  const richer = `${record.slice(0, -1)},${more}}`;
  const payload = `{"format":"ncii-wallet","version":1,${later},"cases":[${richer}]}`;
  assert.equal(await through(payload), payload);
  // Also when the case is taken out, changed, and put in again.
  const changed = await through(payload, (wallet) => {
    wallet.cases[0].region("DZ");
    wallet.put(wallet.cases[0]);
  });
  assert.equal(changed, payload.replace('["FR"]', '["FR","DZ"]'));
});

test("malformed cases are kept and lose no others", async () => {
  const {
    cases: [good],
  } = JSON.parse(BUSY_TEXT);
  const broken = { ...good, key: { ...good.key, d: "AAAA" } };
  const odd = [
    null,
    7,
    {},
    [],
    "text",
    { id: "x", later: [1, { a: 1.5 }] },
    broken,
    good,
  ];
  const payload = (cases) =>
    JSON.stringify({ format: "ncii-wallet", version: 1, cases });
  const wallet = await Wallet.open(await around(payload([good, ...odd])), PASSPHRASE);
  assert.deepEqual(
    wallet.cases.map(({ id }) => id),
    [BUSY.id],
  ); // the first one counts
  assert.equal(
    await through(payload([...odd.slice(0, 3), good, ...odd.slice(3)])),
    payload([good, ...odd]),
  );
  // Further records of a forgotten case go with it: they may hold its key.
  assert.equal(
    await through(payload([good, ...odd]), (opened) => opened.forget(BUSY.id)),
    payload(odd.slice(0, -2)),
  );
});

const item = (number, more = {}) => ({
  item: number,
  media: "image",
  signals: [
    { signalType: "ImagePDQ", hashValue: "0f".repeat(32), quality: 50, ...more },
  ],
});
const view = (name, more) => ({
  view: name,
  quality: 9,
  hashes: "0f".repeat(256),
  ...more,
});

// A member of the record of a case, its value (undefined: taken away), and whether it
// is still a case.
const RECORDS = [
  ["id", undefined, false],
  ["id", "x", false],
  ["id", "4006F6E8-dbeb-4159-a353-e451ce94f037", true], // made elsewhere
  ["key", undefined, false],
  ["key", {}, false],
  [
    "key",
    { ...JSON.parse(BUSY_TEXT).cases[0].key, d: base64(Buffer.alloc(32, 1)) },
    false,
  ],
  ["day", "2026-11-31", false],
  ["day", "", true],
  ["expires", "soon", false],
  ["expires", "", true],
  ["expires", undefined, false],
  ["practice", 0, false],
  ["refused", true, true],
  ["withdrawn", undefined, false],
  ["withdrawn", true, true],
  ["created", false, false], // but something was sent
  ["items", undefined, false],
  ["items", [{}], false],
  [
    "items",
    [item("1"), item("2", { signalType: "Later", hashValue: "x", more: 1 })],
    true,
  ],
  [
    "items",
    [
      { item: "1", media: "smell", signals: [{ signalType: "O", hashValue: "" }] },
      item("2"),
    ],
    true,
  ],
  ["items", [item("2"), item("2")], false],
  ["items", [item("2"), item("1")], false],
  ["items", [item("0"), item("1")], false],
  ["items", [item("01"), item("2")], false],
  ["items", [item("1"), item("4")], false], // beyond the last
  ["items", [item("1"), item("2", { hashValue: "0f" })], false],
  ["items", [item("1"), item("2", { hashValue: "0F".repeat(32) })], true],
  ["items", [item("1"), item("2", { signalType: "VideoMD5" })], false],
  ["items", [item("1"), item("2", { quality: 101 })], false],
  ["items", [item("1"), item("2", { quality: "50" })], false],
  ["items", [item("1"), item("2", { variant: 5 })], false],
  ["items", [item("1"), item("2", { view: "porthole" })], true],
  ["items", [item("1"), item("2", { view: "a\0" })], false],
  ["items", [item("1"), item("2", { place: [0, 0, 1, 1, 359] })], true],
  ["items", [item("1"), item("2", { place: [0, 0, 1, 1, 360] })], false],
  ["items", [item("1"), item("2", { place: [0, 0, 0, 1, 0] })], false],
  ["items", [item("1"), { item: "2", media: "image", signals: [] }], false],
  [
    "items",
    [item("1"), { ...item("2"), signals: Array(5121).fill(item("2").signals[0]) }],
    false,
  ],
  [
    "items",
    [item("1"), { ...item("2"), signals: Array(5120).fill(item("2").signals[0]) }],
    true,
  ],
  ["items", Array.from({ length: 4097 }, (_, i) => item(String(i + 1))), false],
  ["sent", 4, false],
  ["sent", -1, false],
  ["sent", 3, true],
  ["last", 1, false],
  ["last", 2 ** 32, false],
  ["last", 2 ** 32 - 1, true],
  ["views", [], false],
  ["views", undefined, true],
  ["views", { 1: [view("whole"), view("window-0", { place: [1, 1, 1, 1, 1] })] }, true],
  ["views", { 99: [view("whole")] }, true],
  ["views", { 1: [] }, false],
  ["views", { 1: [view("seen")] }, false],
  ["views", { 1: [view("whole"), view("whole")] }, false],
  ["views", { 1: [view("whole", { hashes: "0F".repeat(256) })] }, false],
  ["views", { 1: [view("whole", { quality: 101 })] }, false],
  ["views", { 1: [view("whole", { place: [] })] }, false],
  [
    "views",
    { 1: Array.from({ length: 129 }, (_, i) => view(i ? "seen" : "whole")) },
    false,
  ],
  ["hashes", undefined, true],
  ["hashes", -1, false],
  ["hashes", "8", false],
  ["answers", [], false],
  ["answers", { x: 5 }, false],
  ["answers", { x: "unsure", y: true }, true],
  ["answers", { "": true }, false],
  ["regions", ["FRANCE"], false],
  ["regions", {}, false],
  ["recipients", [{}], false],
  ["recipients", [null], false],
  ["recipients", [[], 7, "x"], false],
  ["recipients", [], true],
  ["recipients", undefined, false],
  ["recipients", Array(65).fill(one.file), false],
];

test("each member of a record is judged", async () => {
  const payload = JSON.parse(BUSY_TEXT);
  for (const [member, value, good] of RECORDS) {
    const cases = [{ ...payload.cases[0], [member]: value }];
    const text = JSON.stringify({ ...payload, cases });
    const wallet = await Wallet.open(await around(text), PASSPHRASE);
    const what = `${member} ${JSON.stringify(value)?.slice(0, 200)}`;
    assert.equal(wallet.cases.length, good ? 1 : 0, what);
    assert.equal((await inside(await seal(wallet))).trimEnd(), text, what); // kept
  }
});

test("a record has 4096 items at most", async () => {
  for (const [count, cases] of [
    [4096, 1],
    [4097, 0],
  ]) {
    const payload = JSON.parse(BUSY_TEXT);
    const items = Array.from({ length: count }, (_, i) => item(String(i + 1)));
    Object.assign(payload.cases[0], { items, last: count });
    const text = await around(JSON.stringify(payload));
    assert.equal((await Wallet.open(text, PASSPHRASE)).cases.length, cases);
  }
});

test("a case that was refused stays so", async () => {
  const payload = JSON.parse(BUSY_TEXT);
  payload.cases[0].refused = true;
  const {
    cases: [its],
  } = await Wallet.open(await around(JSON.stringify(payload)), PASSPHRASE);
  await assert.rejects(its.seal(sealing("add", [one])), failing("REFUSED"));
  await its.seal(sealing("withdraw", [one]));
});

test("answers that another program let pass are judged when sealing", async () => {
  for (const question of ["adult_now", "adults_in_image"])
    for (const answer of [false, "no", "unsure"]) {
      const payload = JSON.parse(BUSY_TEXT);
      payload.cases[0].answers[question] = answer;
      const text = await around(JSON.stringify(payload));
      const [its] = (await Wallet.open(text, PASSPHRASE)).cases;
      await assert.rejects(
        its.seal(sealing("add", [one])),
        failing("REFUSED", `question ${question}: somebody may be under 18`),
      );
    }
});

test("a case takes the place of its earlier state, when it is put in", async () => {
  const wallet = new Wallet(),
    its = await filled(1);
  wallet.put(its);
  wallet.put(await filled(0));
  await its.seal(sealing("create", [one]));
  const state = async () => (await Wallet.open(await seal(wallet), PASSPHRASE)).cases;
  assert.deepEqual(
    (await state()).map(({ created }) => created),
    [false, false],
  );
  wallet.put(its);
  assert.deepEqual(
    (await state()).map(({ created }) => created),
    [true, false],
  );
  assert.equal(wallet.cases[0], its);
  for (const none of [undefined, null, {}, "x"])
    assert.throws(() => wallet.put(none), failing("ARGUMENT"));
  const sealed = its.seal(sealing("withdraw", [one]));
  assert.throws(() => wallet.put(its), failing("BUSY")); // it would be the state before
  await sealed;
});

test("a forgotten case is gone", async () => {
  const wallet = await walletOf(BUSY, await filled(0));
  for (const id of ["", "x", BUSY.id.slice(0, 8), (await filled(0)).id, undefined])
    assert.throws(() => wallet.forget(id), failing("ARGUMENT", "wallet: no such case"));
  wallet.forget(BUSY.id.toUpperCase());
  assert.equal(wallet.cases.length, 1);
  assert.throws(() => wallet.forget(BUSY.id), failing("ARGUMENT"));
  assert.ok(!(await inside(await seal(wallet))).includes(BUSY.id));
});

test("a case of words is kept, and what it is", async () => {
  const its = await Case.fromWords(BUSY.words("es"));
  const {
    cases: [again],
  } = await Wallet.open(await seal(await walletOf(its)), PASSPHRASE);
  assert.deepEqual(
    [again.id, again.onlyKey, again.created, again.day],
    [BUSY.id, true, true, ""],
  );
});
