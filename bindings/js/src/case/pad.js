// SPDX-License-Identifier: Apache-2.0
// The length of what is encrypted says nothing but a size class.

// The smallest one: a case of a dozen pictures, with their eight hashes each. The
// largest one: base64url, twice around a document, makes 16 of 9 bytes at most.
const CLASSES = [16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20];

/**
 * The bytes of a JSON text with spaces behind it, which it may take, until it is as
 * long as its class; null: it is too long.
 * @param {string} text
 */
export function padded(text) {
  const bytes = new TextEncoder().encode(text);
  const length = CLASSES.find((most) => bytes.length <= most);
  const whole = length === undefined ? null : new Uint8Array(length).fill(0x20);
  whole?.set(bytes);
  bytes.fill(0);
  return whole;
}
