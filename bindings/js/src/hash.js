// SPDX-License-Identifier: Apache-2.0
// A hash as a value.
import { MienError } from "./errors.js";

/** The ways to turn a picture, in the order of its hashes (mien/pdq.h). */
export const DIHEDRAL = Object.freeze([
  "original",
  "rot90",
  "rot180",
  "rot270",
  "flipX",
  "flipY",
  "flipPlus1",
  "flipMinus1",
]);

const WORDS = 8;
const MINE = Symbol("made by Hash itself");

/** @param {number} word */
function ones(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export class Hash {
  /** Eight numbers of 32 bits, the most significant first. */
  #words;

  /**
   * @param {symbol} mine
   * @param {Uint32Array} words
   * @private
   */
  constructor(mine, words) {
    if (mine !== MINE)
      throw new MienError("ARGUMENT", "hashes are made by Hash.fromHex() and others");
    this.#words = words;
    /** @readonly */
    this.hex = Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
    Object.freeze(this);
  }

  /** @param {string} hex */
  static fromHex(hex) {
    if (typeof hex !== "string" || !/^[0-9a-fA-F]{64}$/.test(hex))
      throw new MienError("FORMAT", "a hash is 64 hexadecimal digits");
    const words = new Uint32Array(WORDS);
    for (let i = 0; i < WORDS; i++)
      words[i] = parseInt(hex.slice(8 * i, 8 * i + 8), 16);
    return new Hash(MINE, words);
  }

  /** @param {ArrayLike<number>} bytes */
  static fromBytes(bytes) {
    if (bytes?.length !== 4 * WORDS)
      throw new MienError("ARGUMENT", "a hash is 32 bytes");
    const words = new Uint32Array(WORDS);
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (!Number.isInteger(byte) || byte < 0 || byte > 255)
        throw new MienError("ARGUMENT", "a byte is a whole number from 0 to 255");
      words[i >> 2] |= byte << (24 - 8 * (i & 3));
    }
    return new Hash(MINE, words);
  }

  toBytes() {
    const bytes = new Uint8Array(4 * WORDS);
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = this.#words[i >> 2] >>> (24 - 8 * (i & 3));
    return bytes;
  }

  /** @param {Hash} other */
  distance(other) {
    if (typeof other !== "object" || other === null || !(#words in other))
      throw new MienError("ARGUMENT", "that is no Hash");
    let sum = 0;
    for (let i = 0; i < WORDS; i++) sum += ones(this.#words[i] ^ other.#words[i]);
    return sum;
  }

  /** @param {Hash} other */
  equals(other) {
    return this.distance(other) === 0;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  bit(row, column) {
    if (!isCoordinate(row) || !isCoordinate(column))
      throw new MienError("ARGUMENT", "rows and columns are numbered from 0 to 15");
    const weight = 16 * row + column;
    return ((this.#words[WORDS - 1 - (weight >> 5)] >>> (weight & 31)) & 1) === 1;
  }

  toString() {
    return this.hex;
  }

  toJSON() {
    return this.hex;
  }
}

/** @param {number} number */
function isCoordinate(number) {
  return Number.isInteger(number) && number >= 0 && number < 16;
}
