// SPDX-License-Identifier: Apache-2.0
// A case: its beginning, what she does with it, and what it is.
import { MienError } from "../errors.js";
import { noteAnswer } from "./answers.js";
import { isDay } from "./day.js";
import { failure } from "./failure.js";
import { addImage, addViews, allowHashes, drop } from "./items.js";
import { makeIts } from "./its.js";
import { idOfKey, keyOf, newKey, readId } from "./key.js";
import { confirmedRecipient } from "./recipient.js";
import { preview, seal } from "./seal.js";
import { readWords, writeWords } from "./words.js";

const OURS = Symbol("made by Case itself, or by a wallet");

/** @typedef {import("./its.js").Its} Its */

/**
 * The inside of a case that is not just being sealed; null: it is none.
 * @type {(value: unknown) => Its | null}
 */
let itsOf;
/** @type {(its: Its) => Case} */
let caseOf;

export class Case {
  /** @type {Its} */
  #its;
  #sealing = false;

  static {
    itsOf = (value) => {
      if (typeof value !== "object" || value === null || !(#its in value)) return null;
      value.#idle();
      return value.#its;
    };
    caseOf = (its) => new Case(OURS, its);
  }

  /** @param {{ day: string, practice?: boolean }} options */
  static async create(options) {
    if (!isDay(options?.day)) throw failure("ARGUMENT", "case", "no such day");
    const key = await newKey();
    const its = makeIts(key, await idOfKey(key), Boolean(options.practice));
    its.day = options.day;
    return new Case(OURS, its);
  }

  /**
   * @param {string} words
   * @param {{ id?: string, practice?: boolean }} [options]
   */
  static async fromWords(words, { id, practice = false } = {}) {
    if (typeof words !== "string") throw failure("ARGUMENT", "words", "none given");
    const d = readWords(words);
    try {
      const key = keyOf(d);
      const its = makeIts(
        key,
        id === undefined ? await idOfKey(key) : readWholeId(id),
        Boolean(practice),
      );
      its.onlyKey = its.created = true;
      return new Case(OURS, its);
    } finally {
      d.fill(0);
    }
  }

  /**
   * @param {symbol} ours
   * @param {Its} its
   * @private
   */
  constructor(ours, its) {
    if (ours !== OURS)
      throw new MienError("ARGUMENT", "cases are made by Case.create() and others");
    this.#its = its;
    Object.freeze(this);
  }

  // ---------------------------------------------------------------------- what it is

  get id() {
    return this.#its.id;
  }
  get day() {
    return this.#its.day;
  }
  get expires() {
    return this.#its.expires;
  }
  get practice() {
    return this.#its.practice;
  }
  get created() {
    return this.#its.created;
  }
  get withdrawn() {
    return this.#its.withdrawn;
  }
  get onlyKey() {
    return this.#its.onlyKey;
  }
  get items() {
    return this.#its.items.length;
  }
  get unsent() {
    return this.#its.items.length - this.#its.sent;
  }
  get recipients() {
    return this.#its.recipients.map(confirmedRecipient);
  }

  // ------------------------------------------------------------------- what she does

  // Sealing takes a while, and what it remembers afterwards is what was there before.
  #idle() {
    if (this.#sealing) throw failure("BUSY", "case", "it is being sealed");
  }

  /**
   * @param {string} question
   * @param {import("../case.js").Answer} answer
   */
  answer(question, answer) {
    this.#idle();
    noteAnswer(this.#its, question, answer);
  }

  /**
   * @param {{ readonly dihedral: readonly import("../index.js").Hash[],
   *           readonly quality: number }} picture
   */
  addImage(picture) {
    this.#idle();
    return addImage(this.#its, picture);
  }

  /** @param {readonly import("../pictures.js").View[]} views */
  addViews(views) {
    this.#idle();
    return addViews(this.#its, views);
  }

  /** @param {number} hashes */
  allowHashes(hashes) {
    this.#idle();
    allowHashes(this.#its, hashes);
  }

  /** @param {number} item */
  drop(item) {
    this.#idle();
    drop(this.#its, item);
  }

  /** @param {string} country */
  region(country) {
    this.#idle();
    if (typeof country !== "string" || !/^[A-Z]{2}$/.test(country))
      throw failure("ARGUMENT", "case", "a country is two letters, such as FR");
    if (!this.#its.regions.includes(country)) this.#its.regions.push(country);
  }

  /** @param {import("../case.js").SealOptions} options */
  preview(options) {
    return preview(this.#its, options);
  }

  /** @param {import("../case.js").SealOptions} options */
  async seal(options) {
    this.#idle();
    this.#sealing = true;
    try {
      return await seal(this.#its, options);
    } finally {
      this.#sealing = false;
    }
  }

  /** @param {import("../case.js").WordList} list */
  words(list) {
    return writeWords(/** @type {Uint8Array} */ (this.#its.key.d), list);
  }
}

/** @param {string} id */
function readWholeId(id) {
  const whole = readId(id);
  if (whole === null) throw failure("ARGUMENT", "case", "this is no id");
  return whole;
}

export { caseOf, itsOf };
