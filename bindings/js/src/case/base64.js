// SPDX-License-Identifier: Apache-2.0
// base64url without padding, where each value has one spelling only.
import { base64url } from "jose";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * How many bytes so many characters stand for.
 * @param {number} characters
 */
export function bytesIn(characters) {
  return Math.floor(characters / 4) * 3 + Math.floor(((characters % 4) * 3) / 4);
}

/**
 * Whether a value is base64url, and the one spelling of its bytes: the bits that are
 * left over at its end are zero. size: of how many bytes; any number if absent.
 * @param {unknown} text
 * @param {number} [size]
 * @returns {text is string}
 */
export function isBase64(text, size) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) return false;
  if (size !== undefined && bytesIn(text.length) !== size) return false;
  const last = ALPHABET.indexOf(text.at(-1) ?? "A");
  switch (text.length % 4) {
    case 0:
      return true;
    case 2:
      return (last & 15) === 0; // 12 bits for 8
    case 3:
      return (last & 3) === 0; // 18 bits for 16
    default:
      return false;
  }
}

/** @param {string} text */
export function fromBase64(text) {
  return base64url.decode(text);
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  return base64url.encode(bytes);
}
