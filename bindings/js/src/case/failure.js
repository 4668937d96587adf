// SPDX-License-Identifier: Apache-2.0
// Errors with the details of the C library: "recipient file: no name".
import { MienError } from "../errors.js";

/**
 * An error of two parts, to be thrown.
 * @param {import("../index.js").StatusName} status
 * @param {string} what
 * @param {string} problem
 */
export function failure(status, what, problem) {
  return new MienError(status, `${what}: ${problem}`);
}
