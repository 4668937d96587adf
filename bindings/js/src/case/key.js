// SPDX-License-Identifier: Apache-2.0
// Keys on the curve P-256: of a case (it signs) and of a recipient (it opens).
//
// A case must be able to tell its key as words, so it holds the number itself, not a
// CryptoKey that keeps it. WebCrypto cannot give the point that belongs to a number
// (some engines can, when it comes in PKCS8 without the point, and others cannot), so
// @noble/curves does.
import { p256 } from "@noble/curves/nist.js";
import { calculateJwkThumbprint } from "jose";

import { fromBase64, isBase64, toBase64 } from "./base64.js";
import { failure, orInternal } from "./failure.js";
import { subtle } from "./webcrypto.js";

const BYTES = 32;
const EC = { name: "ECDSA", namedCurve: "P-256" };

/**
 * A key, or the public half of one. x and y are in base64url; d, the secret, is in
 * bytes that can be wiped. (No text can: engines copy and keep them as they like.)
 * @typedef {{ readonly x: string, readonly y: string, readonly d?: Uint8Array }} Key
 */

/** @returns {Promise<Key>} */
export function newKey() {
  return orInternal("key", "it could not be made", async () => {
    const pair = /** @type {CryptoKeyPair} */ (
      await subtle().generateKey(EC, true, ["sign", "verify"])
    );
    return readPrivateKey(await subtle().exportKey("jwk", pair.privateKey), "key");
  });
}

/**
 * The point that belongs to a number: 4, x, y.
 * @param {Uint8Array} d
 */
function pointOf(d) {
  try {
    return p256.getPublicKey(d, false);
  } catch (error) {
    throw Object.assign(failure("INTERNAL", "key", "it could not be made"), {
      cause: error,
    });
  }
}

/**
 * The key again, of its secret number, of which it makes a copy. Throws CORRUPT when it
 * is 0, or the order of the curve or more.
 * @param {Uint8Array} d
 * @returns {Key}
 */
export function keyOf(d) {
  subtle(); // or there may be no random numbers, with which the number is blinded
  if (!p256.utils.isValidSecretKey(d))
    throw failure("CORRUPT", "key", "no number of P-256");
  const point = pointOf(d);
  return {
    x: toBase64(point.subarray(1, 1 + BYTES)),
    y: toBase64(point.subarray(1 + BYTES)),
    d: Uint8Array.from(d), // slice() of a Buffer, which is one too, makes no copy
  };
}

/** @param {Key} key */
function isOnCurve(key) {
  try {
    p256.Point.fromBytes(
      Uint8Array.of(4, ...fromBase64(key.x), ...fromBase64(key.y)),
    ).assertValidity();
    return true;
  } catch {
    return false;
  }
}

// -------------------------------------------------------------------------------- JWK

/** @param {any} jwk */
function isPublic(jwk) {
  return (
    jwk?.kty === "EC" &&
    jwk.crv === "P-256" &&
    isBase64(jwk.x, BYTES) &&
    isBase64(jwk.y, BYTES)
  );
}

/**
 * Reads a JWK that others may have made. Other members are passed over. Throws CORRUPT.
 * @param {any} jwk
 * @param {string} what  begins the detail of an error
 * @returns {Key}
 */
export function readPublicKey(jwk, what) {
  if (jwk?.d !== undefined) throw failure("CORRUPT", what, "holds a private key");
  if (!isPublic(jwk)) throw failure("CORRUPT", what, "no public key of P-256");
  const key = { x: jwk.x, y: jwk.y };
  if (!isOnCurve(key)) throw failure("CORRUPT", what, "the key is not on the curve");
  return key;
}

/**
 * The same with its private part, which must belong to the point.
 * @param {any} jwk
 * @param {string} what
 * @returns {Key}
 */
export function readPrivateKey(jwk, what) {
  const problem = failure("CORRUPT", what, "no private key of P-256");
  if (!isPublic(jwk) || !isBase64(jwk.d, BYTES)) throw problem;
  const d = fromBase64(jwk.d);
  try {
    if (!p256.utils.isValidSecretKey(d)) throw problem;
    const key = keyOf(d);
    if (key.x !== jwk.x || key.y !== jwk.y) throw problem;
    return key;
  } finally {
    d.fill(0);
  }
}

/** @param {Key} key */
export function publicJwk(key) {
  return { kty: "EC", crv: "P-256", x: key.x, y: key.y };
}

/** @param {Key} key */
export function privateJwk(key) {
  return { ...publicJwk(key), d: toBase64(/** @type {Uint8Array} */ (key.d)) };
}

// ------------------------------------------------------------------- thumbprint and id

/**
 * Its thumbprint (RFC 7638, SHA-256), in base64url.
 * @param {Key} key
 */
export function thumbprint(key) {
  return orInternal("key", "it could not be made", () => {
    subtle();
    return calculateJwkThumbprint(publicJwk(key), "sha256");
  });
}

/**
 * The id of a case with this key.
 * @param {Key} key
 */
export async function idOfKey(key) {
  const thumb = Uint8Array.from(fromBase64(await thumbprint(key)));
  const digest = await orInternal("key", "it could not be made", () =>
    subtle().digest("SHA-256", thumb),
  );
  const bytes = new Uint8Array(digest, 0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40; // version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80; // variant of RFC 4122
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Reads an id, a UUID in digits of either case, into lower case; null: it is none.
 * @param {unknown} text
 */
export function readId(text) {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  return typeof text === "string" && uuid.test(text) ? text.toLowerCase() : null;
}
