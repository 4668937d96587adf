// SPDX-License-Identifier: Apache-2.0
// JSON at the gate, and on the way out.
//
// JSON.parse() judges the grammar. Three things it does not tell: that a member is
// there twice, whether a number was written as an integer, and which one it was above
// 2^53. So the tree is made by a second walk over the text, which is simple, since the
// text is right by then. No package does it: lossless-json 4 passes over a member that
// is there twice with an equal value, and jsonc-parser 3, whose visitor would tell all
// of this, is no module that a browser can load without a bundler, calls itself for each
// level of nesting, and takes several times as long over escapes and over spaces.
//
// In a tree integers are numbers, or bigints where those are too small; every other
// number is a Real. Objects have no prototype: no member's name is a special one.
// Trees are never changed, so that several objects may share one.
import { failure } from "./failure.js";

const DEPTH_MAX = 32;
const VALUES_MAX = 1 << 20;
// What the C library's parser reads of a text that was written by its owner.
const OWN_DEPTH_MAX = 2048;
const INTEGER_LEAST = -(2n ** 63n);
const INTEGER_MOST = 2n ** 63n - 1n;
const INTEGER_LONGEST = 20; // digits and sign, in JSON without zeros in front

/** A number that was not written as an integer: 1.5, and 1.0 too. */
export class Real {
  /** @param {string} text */
  constructor(text) {
    /** As it was written. */
    this.text = text;
    Object.freeze(this);
  }
}

// ---------------------------------------------------------------------------- reading

const QUOTE = 0x22,
  BACKSLASH = 0x5c,
  COMMA = 0x2c;
const OPEN_LIST = 0x5b,
  CLOSE_LIST = 0x5d,
  OPEN_OBJECT = 0x7b,
  CLOSE_OBJECT = 0x7d;

/**
 * What is too much about a text, told without understanding more of it than strings and
 * brackets.
 * @param {Uint8Array} bytes
 */
function tooMuch(bytes) {
  let depth = 0,
    values = 0,
    inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i];
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) {
      inString = true;
    } else if (c === OPEN_LIST || c === OPEN_OBJECT) {
      values++;
      if (++depth > DEPTH_MAX) return "nested too deeply";
    } else if (c === CLOSE_LIST || c === CLOSE_OBJECT) {
      if (depth > 0) depth--;
    } else if (c === COMMA) {
      values++;
    }
    if (values > VALUES_MAX) return "too many values";
  }
  return null;
}

// What makes a text another one than JSON, or one with a member twice.
class NotJson extends Error {}
class Twice extends Error {}

/**
 * The index behind the string that begins at `at`.
 * @param {string} text
 * @param {number} at
 */
function endOfString(text, at) {
  for (let i = at + 1; ; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i + 1;
  }
}

/** @param {string} token */
function readString(token) {
  if (!token.includes("\\")) return token.slice(1, -1);
  const value = JSON.parse(token);
  if (/\p{Surrogate}/u.test(value)) throw new NotJson();
  return value;
}

/** @param {string} token */
function readNumber(token) {
  const value = Number(token);
  if (/[.eE]/.test(token)) {
    if (!Number.isFinite(value)) throw new NotJson();
    return new Real(token);
  }
  if (Number.isSafeInteger(value)) return value;
  // BigInt() takes time by the square of the digits.
  if (token.length > INTEGER_LONGEST) throw new NotJson();
  const exact = BigInt(token);
  if (exact < INTEGER_LEAST || exact > INTEGER_MOST) throw new NotJson();
  return exact;
}

/** @param {string} token */
function readScalar(token) {
  switch (token) {
    case "null":
      return null;
    case "true":
      return true;
    case "false":
      return false;
    default:
      return token[0] === '"' ? readString(token) : readNumber(token);
  }
}

/** Puts values together as they come. */
class Builder {
  /** @type {any} */
  root;
  /** The lists and objects that are open, with the name of the next member. */
  #open = /** @type {{ value: any, name: string | undefined }[]} */ ([]);

  /** @param {any} value */
  put(value) {
    const inside = this.#open.at(-1);
    if (this.#open.length === OWN_DEPTH_MAX) throw new NotJson();
    if (inside === undefined) {
      this.root = value;
    } else if (Array.isArray(inside.value)) {
      inside.value.push(value);
    } else if (inside.name === undefined) {
      if (value.includes("\0")) throw new NotJson();
      if (value in inside.value) throw new Twice();
      inside.name = value;
    } else {
      inside.value[inside.name] = value;
      inside.name = undefined;
    }
  }

  /** @param {any} value */
  begin(value) {
    this.put(value);
    this.#open.push({ value, name: undefined });
  }

  end() {
    this.#open.pop();
  }
}

/**
 * The tree of a text that JSON.parse() has taken.
 * @param {string} text
 */
function build(text) {
  const builder = new Builder();
  const scalar = /[^\s,:[\]{}"]+/y;
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    let end = at + 1;
    if (c === QUOTE) {
      end = endOfString(text, at);
      builder.put(readScalar(text.slice(at, end)));
    } else if (c === OPEN_LIST) {
      builder.begin([]);
    } else if (c === OPEN_OBJECT) {
      builder.begin(Object.create(null));
    } else if (c === CLOSE_LIST || c === CLOSE_OBJECT) {
      builder.end();
    } else {
      scalar.lastIndex = at;
      const token = scalar.exec(text)?.[0]; // else a comma, a colon or a space
      if (token !== undefined) {
        end = at + token.length;
        builder.put(readScalar(token));
      }
    }
    at = end;
  }
  return builder.root;
}

/** @param {Uint8Array} bytes */
function parse(bytes) {
  // A byte order mark is none of JSON's characters.
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new NotJson();
  return build(text);
}

/**
 * Reads an object or a list that only its owner can have written, a wallet after
 * decrypting it for instance: of any size. What was refused here would be lost. Throws
 * CORRUPT.
 * @param {Uint8Array} bytes
 * @param {string} what  begins the detail of an error: "recipient file"
 */
export function readOwnJson(bytes, what) {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof Twice)
      throw failure("CORRUPT", what, "a member is there twice");
    if (
      error instanceof NotJson ||
      error instanceof SyntaxError ||
      error instanceof TypeError
    )
      // from TextDecoder: not UTF-8
      throw failure("CORRUPT", what, "not JSON");
    throw error;
  }
}

/**
 * Reads an object or a list. Throws LIMIT (more than `most` bytes, too deep, too many
 * values) and CORRUPT (no JSON, or a member twice).
 * @param {Uint8Array} bytes
 * @param {number} most
 * @param {string} what
 */
export function readJson(bytes, most, what) {
  if (bytes.length > most) throw failure("LIMIT", what, "too large");
  const problem = tooMuch(bytes);
  if (problem !== null) throw failure("LIMIT", what, problem);
  return readOwnJson(bytes, what);
}

/**
 * The bytes of what a caller gave: bytes, or a text; null of anything else.
 * @param {unknown} input
 */
export function bytesOf(input) {
  if (input instanceof Uint8Array) return input;
  if (typeof input !== "string") return null;
  // What is no character becomes a byte that is none in UTF-8.
  return /\p{Surrogate}/u.test(input)
    ? Uint8Array.of(0xff)
    : new TextEncoder().encode(input);
}

// ---------------------------------------------------------------------------- writing

/**
 * Writes a tree without spaces, members in their order.
 * @param {any} value
 * @returns {string}
 */
export function writeJson(value) {
  if (value instanceof Real) return value.text;
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).map(
    (name) => `${JSON.stringify(name)}:${writeJson(value[name])}`,
  );
  return `{${members.join()}}`;
}

/**
 * A copy for callers, of ordinary objects and numbers.
 * @param {any} value
 * @returns {any}
 */
export function toPlain(value) {
  if (value instanceof Real) return Number(value.text);
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toPlain(member)]),
  );
}
