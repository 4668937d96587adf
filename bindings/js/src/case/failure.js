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

/**
 * What WebCrypto and jose give; where they fail, and it is nobody's fault, INTERNAL.
 * @template T
 * @param {string} what
 * @param {string} problem
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function orInternal(what, problem, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MienError) throw error;
    throw Object.assign(failure("INTERNAL", what, problem), { cause: error });
  }
}
