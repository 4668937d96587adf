// SPDX-License-Identifier: Apache-2.0
// The gate for files: bytes in memory, or a way to read them slice by slice.
import { MienError } from "./errors.js";
import { bytesOf, judgeThere } from "./pixels.js";

/**
 * A file as a function that gives its next bytes, `capacity` of them at most and none
 * at the end.
 * @param {import("./pictures.js").FileSource} file
 * @returns {(capacity: number) => Uint8Array}
 */
export function readerOf(file) {
  if (typeof file !== "object" || file === null)
    throw new MienError(
      "ARGUMENT",
      "file: bytes, or an object that reads them, are wanted",
    );
  let offset = 0;
  if (!("read" in file) || typeof file.read !== "function") {
    const bytes = bytesOf(/** @type {ArrayBufferView} */ (file), "file");
    const { length } = bytes;
    return (capacity) => {
      judgeThere(bytes, length, "file");
      const now = bytes.subarray(offset, offset + capacity);
      offset += now.length;
      return now;
    };
  }
  const { size } = file;
  if (!Number.isSafeInteger(size) || size < 0)
    throw new MienError("ARGUMENT", "size: a whole number is wanted");
  return (capacity) => {
    const wanted = Math.min(capacity, size - offset);
    if (wanted === 0) return new Uint8Array(0);
    const now = bytesOf(file.read(offset, wanted), "read()");
    if (now.length > wanted)
      throw new MienError("ARGUMENT", "read(): more than was asked for");
    offset += now.length;
    return now;
  };
}
