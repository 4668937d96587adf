// SPDX-License-Identifier: Apache-2.0
// Where WebCrypto fails, or is missing, it is said so, and nothing is changed.
import assert from "node:assert/strict";
import test from "node:test";

import { Case, Recipient, Wallet } from "mien/case";
import { sealWallet } from "../src/case/wallet.js";
import { body, failing, filled, imageOf, sealing, TODAY } from "./support/cases.js";

const one = await body("example.org");
const { crypto } = globalThis;

/** Runs it with another `crypto`. */
async function withCrypto(value, work) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, "crypto", before);
  }
}

/** WebCrypto, of which one function fails. */
function without(name) {
  const subtle = new Proxy(crypto.subtle, {
    get: (target, member) =>
      member === name
        ? () => Promise.reject(new DOMException("made to fail", "OperationError"))
        : (...words) => target[member](...words),
  });
  return { subtle, getRandomValues: (array) => crypto.getRandomValues(array) };
}

test("without WebCrypto: UNSUPPORTED", async () => {
  const its = await filled(1),
    text = await sealWallet(new Wallet(), "x", 1000);
  const works = [
    () => Recipient.read(JSON.stringify(one.file)),
    () => Case.create({ day: TODAY }),
    () => Case.fromWords(its.words("en")),
    () => its.seal(sealing("create", [one])),
    () => Wallet.open(text, "x"),
    () => sealWallet(new Wallet(), "x", 1000),
  ];
  for (const value of [undefined, {}])
    for (const work of works)
      await assert.rejects(
        withCrypto(value, work),
        failing("UNSUPPORTED", "case: no WebCrypto here"),
      );
  for (const work of works) await work();
});

test("a case that cannot be judged for now is not a malformed one", async () => {
  const wallet = new Wallet();
  wallet.put(await filled(1));
  const text = await sealWallet(wallet, "x", 1000);
  const broken = {
    subtle: crypto.subtle,
    getRandomValues: () => {
      throw new Error();
    },
  };
  await assert.rejects(
    withCrypto(broken, () => Wallet.open(text, "x")),
    failing("INTERNAL"),
  );
  assert.equal((await Wallet.open(text, "x")).cases.length, 1);
});

test("when WebCrypto fails: INTERNAL, and nothing is changed", async () => {
  await assert.rejects(
    withCrypto(without("generateKey"), () => Case.create({ day: TODAY })),
    failing("INTERNAL", "key: it could not be made"),
  );
  for (const work of [
    () => Case.create({ day: TODAY }),
    () => Recipient.read(JSON.stringify(one.file)),
  ])
    await assert.rejects(
      withCrypto(without("digest"), work),
      failing("INTERNAL", "key: it could not be made"),
    );
  const its = await filled(2);
  for (const name of ["sign", "generateKey", "deriveBits", "encrypt"]) {
    await assert.rejects(
      withCrypto(without(name), () => its.seal(sealing("create", [one]))),
      failing("INTERNAL", "document: it cannot be encrypted"),
      name,
    );
    assert.deepEqual(
      [its.created, its.unsent, its.expires, its.recipients],
      [false, 2, "", []],
    );
  }
  const wallet = new Wallet();
  wallet.put(its);
  for (const name of ["deriveBits", "encrypt"])
    await assert.rejects(
      withCrypto(without(name), () => sealWallet(wallet, "x", 1000)),
      failing("INTERNAL", "wallet: it cannot be encrypted"),
    );
  its.addImage(imageOf(3)); // and it is not in the middle of sealing any more
  await its.seal(sealing("create", [one]));
});
