// SPDX-License-Identifier: Apache-2.0
// What the tests of cases share: bodies that receive cases, and cases in the making.
import assert from "node:assert/strict";

import {
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generalDecrypt,
  generateKeyPair,
  importJWK,
} from "jose";

import { Case, MienError, QUESTIONS, Recipient } from "mien/case";
import { Hash } from "mien";

export const TODAY = "2026-11-22";
const WRAPPING = "ECDH-ES+A256KW";

/** What a recipient file says when nothing is changed. */
export async function fileFor(id = "example.org", rules = {}) {
  const pair = await generateKeyPair(WRAPPING, { extractable: true });
  const { kty, crv, x, y } = await exportJWK(pair.publicKey);
  const key = { kty, crv, x, y };
  return {
    file: {
      format: "ncii-recipient",
      version: 1,
      id,
      name: `The body ${id}`,
      web: `https://${id}/`,
      contact: "",
      key,
      fingerprint: await calculateJwkThumbprint(key),
      signals: ["ImagePDQ", "VideoMD5"],
      ...rules,
    },
    secret: { ...(await exportJWK(pair.privateKey)), kid: id },
  };
}

/** A body, whose fingerprint was compared. */
export async function body(id, rules) {
  const { file, secret } = await fileFor(id, rules);
  const recipient = await Recipient.read(JSON.stringify(file));
  recipient.confirm(recipient.fingerprint);
  return { file, secret, recipient };
}

/** The eight made-up hashes of a picture. */
export function hashesOf(picture) {
  return Array.from({ length: 8 }, (_, i) =>
    Hash.fromBytes(
      Uint8Array.from({ length: 32 }, (_, at) => [picture >> 8, picture, i][at % 3]),
    ),
  );
}

/** The list, of which one element was never set: every() and map() pass over it. */
export function withHole(list, at) {
  delete list[at];
  return list;
}

export function imageOf(picture, quality = 99) {
  return { dihedral: hashesOf(picture), quality };
}

export function answerAll(its) {
  for (const question of QUESTIONS)
    its.answer(
      question,
      question === "on_behalf" || question === "synthetic" ? "no" : "yes",
    );
}

/** A case with all answers and so many pictures. */
export async function filled(pictures, practice = false) {
  const its = await Case.create({ day: TODAY, practice });
  answerAll(its);
  for (let i = 1; i <= pictures; i++) its.addImage(imageOf(i));
  return its;
}

export function sealing(action, bodies, more = {}) {
  return {
    action,
    recipients: bodies.map(({ recipient }) => recipient),
    day: TODAY,
    ...more,
  };
}

/** What a document holds, for one of its recipients: the text that was signed. */
export async function openText(document, { secret }) {
  const { plaintext } = await generalDecrypt(
    JSON.parse(document),
    await importJWK(secret, WRAPPING),
    { keyManagementAlgorithms: [WRAPPING], contentEncryptionAlgorithms: ["A256GCM"] },
  );
  const signed = new TextDecoder().decode(plaintext);
  const { case: its } = JSON.parse(Buffer.from(signed.split(".")[1], "base64url"));
  const { payload, protectedHeader } = await compactVerify(
    signed,
    await importJWK(its.key, "ES256"),
    { algorithms: ["ES256"] },
  );
  assert.deepEqual(protectedHeader, { alg: "ES256" });
  return new TextDecoder().decode(payload);
}

export async function open(document, body) {
  return JSON.parse(await openText(document, body));
}

/** Expects a MienError of this status, and a detail that is this or begins so. */
export function failing(status, detail = "") {
  return (error) => {
    assert.ok(error instanceof MienError, String(error?.stack ?? error));
    assert.equal(
      `${error.status}: ${error.detail}`.slice(0, `${status}: ${detail}`.length),
      `${status}: ${detail}`,
    );
    return true;
  };
}
