// SPDX-License-Identifier: Apache-2.0
// WebCrypto, where it is there: in Node, and in pages of a secure context, among them
// those from a file: address.
import { failure } from "./failure.js";

/** @returns {SubtleCrypto} */
export function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found === undefined)
    throw failure(
      "UNSUPPORTED",
      "case",
      "no WebCrypto here: it needs https:, file: or localhost",
    );
  return found;
}
