// SPDX-License-Identifier: Apache-2.0
// What everything here throws.

// By the number that the C library gives them (mien/status.h), with what its
// mien_strerror() says.
/** @type {[string, string][]} */
const STATUSES = [
  ["OK", "success"],
  ["ARGUMENT", "invalid argument"],
  ["MEMORY", "out of memory"],
  ["IO", "a file could not be read or written"],
  ["FORMAT", "not of a kind that mien reads"],
  ["UNSUPPORTED", "unsupported image format"],
  ["LIMIT", "larger than the limits allow"],
  ["CORRUPT", "damaged or cut short"],
  ["VERSION", "unknown version"],
  ["CANCELLED", "cancelled"],
  ["STATE", "called out of order"],
  ["INTERNAL", "internal error"],
  ["BUSY", "another process has it open for writing"],
  ["REFUSED", "the rules of cases forbid it"],
  ["KEY", "it does not open with this key or passphrase"],
  ["AGAIN", "the rows are wanted once more"],
];
const SENTENCES = new Map(STATUSES);

export class MienError extends Error {
  /**
   * @param {import("./index.js").StatusName} status
   * @param {string} [detail]
   */
  constructor(status, detail = "") {
    const sentence = SENTENCES.get(status) ?? "unknown error";
    super(detail ? `${sentence}: ${detail}` : sentence);
    this.status = status;
    this.detail = detail;
  }

  get name() {
    return /** @type {const} */ ("MienError");
  }
}

/**
 * The name of a status that a function of the C library returned.
 * @param {number} number
 * @returns {import("./index.js").StatusName}
 */
export function statusName(number) {
  const name = STATUSES[number]?.[0] ?? "INTERNAL";
  return /** @type {import("./index.js").StatusName} */ (name);
}

/**
 * What an error of the platform is, without its message, which can have a path in it.
 * @param {any} error
 * @returns {string}
 */
export function kindOf(error) {
  return String(error?.code ?? error?.name ?? "unknown");
}
