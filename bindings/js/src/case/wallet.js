// SPDX-License-Identifier: Apache-2.0
// The wallet: JSON in one JWE under a passphrase.
import { MienError } from "../errors.js";
import { caseOf, itsOf } from "./case.js";
import { failure } from "./failure.js";
import { bytesOf, readJson, readOwnJson, writeJson } from "./json.js";
import { readId } from "./key.js";
import { DOCUMENT_MAX } from "./limits.js";
import { isInteger } from "./members.js";
import { padded } from "./pad.js";
import { openUnder, sealUnder } from "./pbes2.js";
import { fromRecord, toRecord } from "./record.js";

const WHAT = "wallet";
const FORMAT = "ncii-wallet";
const PASSPHRASE_MOST = 1024; // bytes
const INT64_MAX = 2n ** 63n - 1n;

export const WALLET_ROUNDS = 600000;

/** @typedef {import("./case.js").Case} Case */

const wrong = () => failure("ARGUMENT", WHAT, "an argument is wrong");

/**
 * The bytes of a passphrase, as it was typed; the caller wipes them.
 * @param {unknown} passphrase
 */
function bytesOfPassphrase(passphrase) {
  if (typeof passphrase !== "string" || /\p{Surrogate}/u.test(passphrase))
    throw wrong();
  const bytes = new TextEncoder().encode(passphrase);
  if (bytes.length < 1 || bytes.length > PASSPHRASE_MOST) throw wrong();
  return bytes;
}

/** @param {any} payload */
function judgePayload(payload) {
  if (payload.format !== FORMAT) throw failure("CORRUPT", WHAT, "holds something else");
  if (!isInteger(payload.version, 1, INT64_MAX))
    throw failure("CORRUPT", WHAT, "of no version");
  if (payload.version !== 1) throw failure("VERSION", WHAT, "of a later version");
  if (!Array.isArray(payload.cases)) throw failure("CORRUPT", WHAT, "holds no cases");
}

// Any other failure is none of the record's: it would be lost from sight.
const MALFORMED = ["CORRUPT", "LIMIT", "VERSION"];

/**
 * A record of a wallet; null: it is malformed.
 * @param {any} record
 */
async function judgeRecord(record) {
  try {
    return await fromRecord(record);
  } catch (error) {
    if (error instanceof MienError && MALFORMED.includes(error.status)) return null;
    throw error;
  }
}

/** @type {(wallet: Wallet, passphrase: string, rounds: number) => Promise<string>} */
let sealWallet;

export class Wallet {
  /** The payload, without its cases. */
  #members = Object.assign(Object.create(null), { format: FORMAT, version: 1 });
  /**
   * Cases by their ids, with their records as they were when they were put in.
   * @type {Map<string, { record: any, its: Case }>}
   */
  #cases = new Map();
  /**
   * Records that are malformed, or of a case that is there already. They are kept as
   * they are.
   * @type {any[]}
   */
  #others = [];

  static {
    sealWallet = (wallet, passphrase, rounds) => wallet.#seal(passphrase, rounds);
  }

  /**
   * @param {string | Uint8Array} text
   * @param {string} passphrase
   */
  static async open(text, passphrase) {
    const bytes = bytesOf(text);
    if (bytes === null) throw wrong();
    const secret = bytesOfPassphrase(passphrase);
    try {
      const plain = await openUnder(readJson(bytes, DOCUMENT_MAX, WHAT), secret);
      try {
        return await Wallet.#ofPayload(readOwnJson(plain, WHAT));
      } finally {
        plain.fill(0);
      }
    } finally {
      secret.fill(0);
    }
  }

  /** @param {any} payload */
  static async #ofPayload(payload) {
    judgePayload(payload);
    const wallet = new Wallet();
    for (const name of Object.keys(payload))
      if (name !== "cases") wallet.#members[name] = payload[name];
    for (const record of payload.cases) {
      const its = await judgeRecord(record);
      if (its === null || wallet.#cases.has(its.id)) wallet.#others.push(record);
      else wallet.#cases.set(its.id, { record, its: caseOf(its) });
    }
    return wallet;
  }

  get cases() {
    return Array.from(this.#cases.values(), ({ its }) => its);
  }

  /** @param {Case} its */
  put(its) {
    const inside = itsOf(its);
    if (inside === null) throw wrong();
    this.#cases.set(inside.id, { record: toRecord(inside), its });
  }

  /** @param {string} id */
  forget(id) {
    const whole = readId(id);
    if (whole === null || !this.#cases.delete(whole))
      throw failure("ARGUMENT", WHAT, "no such case");
    // Further records of it may hold its key too.
    this.#others = this.#others.filter((record) => readId(record?.id) !== whole);
  }

  /** @param {string} passphrase */
  seal(passphrase) {
    return this.#seal(passphrase, WALLET_ROUNDS);
  }

  /**
   * @param {string} passphrase
   * @param {number} rounds
   */
  async #seal(passphrase, rounds) {
    const secret = bytesOfPassphrase(passphrase);
    const records = Array.from(this.#cases.values(), ({ record }) => record);
    const plain = padded(
      writeJson({ ...this.#members, cases: [...records, ...this.#others] }),
    );
    try {
      if (plain === null) throw failure("LIMIT", WHAT, "too large");
      const {
        protected: header,
        encrypted_key,
        iv,
        ciphertext,
        tag,
      } = await sealUnder(plain, secret, rounds);
      return JSON.stringify({ protected: header, encrypted_key, iv, ciphertext, tag });
    } finally {
      plain?.fill(0);
      secret.fill(0);
    }
  }
}

// Seals it with as many rounds as are asked for: for tests, which have no time for
// hundreds of sealings.
export { sealWallet };
