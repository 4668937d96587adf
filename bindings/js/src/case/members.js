// SPDX-License-Identifier: Apache-2.0
// Members of JSON that strangers wrote: what is of another type is the same as none.

/** @param {string} text */
function byteLength(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * A text without a zero inside, of at most `most` bytes; null for anything else.
 * @param {unknown} value
 * @returns {string | null}
 */
export function asText(value, most = Infinity) {
  if (typeof value !== "string" || value.includes("\0") || value.length > most)
    return null;
  return 3 * value.length > most && byteLength(value) > most ? null : value;
}

/**
 * @param {unknown} value
 * @param {number | bigint} least
 * @param {number | bigint} most
 */
export function isInteger(value, least, most) {
  if (typeof value !== "bigint" && typeof value !== "number") return false;
  return (
    (typeof value === "bigint" || Number.isInteger(value)) &&
    value >= least &&
    value <= most
  );
}

/**
 * Whether it is an object, and no list.
 * @param {unknown} value
 */
export function isObject(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === null
  );
}

/**
 * Whether a text is 1 to 64 characters of a-z, 0-9 and those in `more`.
 * @param {string} text
 * @param {string} more
 */
export function isName(text, more) {
  return (
    text.length >= 1 &&
    text.length <= 64 &&
    [...text].every((c) => /[a-z0-9]/.test(c) || more.includes(c))
  );
}

/** @param {unknown} id */
export function isRecipientId(id) {
  const text = asText(id, 64);
  return text !== null && isName(text, ".-_");
}

const TEXT_MAX = 500; // bytes
// Control characters, and those that turn the direction of what stands around them.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/**
 * Whether it is a text that changes nothing but itself on a screen.
 * @param {unknown} value
 */
export function isShowable(value) {
  const text = asText(value, TEXT_MAX);
  return text !== null && !UNSHOWABLE.test(text);
}

/**
 * Whether it looks like the name of a language: "fr", "pt-BR".
 * @param {unknown} value
 */
export function isLanguage(value) {
  return typeof value === "string" && /^[A-Za-z0-9-]{2,35}$/.test(value);
}
