// SPDX-License-Identifier: Apache-2.0
// Hashes of pixels. See index.d.ts.
export { MienError } from "./errors.js";
export { DIHEDRAL, Hash } from "./hash.js";
export { Hasher } from "./hasher.js";

export const RADIUS = 31;
export const QUALITY_MIN = 50;
