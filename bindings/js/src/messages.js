// SPDX-License-Identifier: Apache-2.0
// What the page and its Worker write to each other. Hashes travel as 64 digits,
// failures as their status and detail: neither survives structured cloning as it is.
import { MienError } from "./errors.js";
import { Hash } from "./hash.js";

/**
 * @template {import("./index.js").Pdq} T
 * @param {T} pdq
 */
export function packPdq(pdq) {
  const { hash, dihedral, ...rest } = pdq;
  return { ...rest, dihedral: dihedral.map(String) };
}

/** @param {any} packed */
export function unpackPdq(packed) {
  const dihedral = unpackHashes(packed.dihedral);
  return Object.freeze({ hash: dihedral[0], ...packed, dihedral });
}

/** @param {import("./pictures.js").View} view */
export function packView(view) {
  return { ...view, hashes: view.hashes.map(String) };
}

/** @param {any} packed @returns {import("./pictures.js").View} */
export function unpackView(packed) {
  const place = Object.freeze(packed.place);
  return Object.freeze({ ...packed, place, hashes: unpackHashes(packed.hashes) });
}

/** @param {string[]} hashes */
function unpackHashes(hashes) {
  return Object.freeze(hashes.map(Hash.fromHex));
}

// Errors of the platform that have a status of ours.
const STATUS_OF = new Map([
  ["RangeError", "MEMORY"], // "Array buffer allocation failed"
  ["NotReadableError", "IO"],
  ["NotFoundError", "IO"],
  ["SecurityError", "IO"],
]);

/** @param {any} error */
export function packError(error) {
  if (error instanceof MienError) return { status: error.status, detail: error.detail };
  return { status: STATUS_OF.get(error?.name) ?? "INTERNAL", detail: String(error) };
}

/** @param {any} packed */
export function unpackError({ status, detail }) {
  return new MienError(status, detail);
}
