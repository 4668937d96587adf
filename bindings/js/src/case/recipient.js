// SPDX-License-Identifier: Apache-2.0
// Recipient files: reading, judging, telling.
import { MienError } from "../errors.js";
import { isDay } from "./day.js";
import { failure } from "./failure.js";
import { bytesOf, readJson, toPlain } from "./json.js";
import { readPublicKey, thumbprint } from "./key.js";
import { HASHES_MAX, ITEMS_MAX, RECIPIENT_MAX } from "./limits.js";
import {
  asText,
  isInteger,
  isLanguage,
  isObject,
  isRecipientId,
  isShowable,
} from "./members.js";
import { questionsProblem, tellQuestion } from "./questions.js";

const WHAT = "recipient file";
const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2n ** 63n - 1n;
const QUALITY_MIN = 50; // MIEN_PDQ_QUALITY_MIN
const DIHEDRAL_COUNT = 8;
const OURS = Symbol("made of a file that was judged");

/**
 * A recipient as the code that seals sees it. Never changed.
 * @typedef {{ readonly file: any, readonly key: import("./key.js").Key,
 *             readonly fingerprint: string }} Body
 */

// ---------------------------------------------------------------------------- judging

/** @param {any} file */
function textsProblem(file) {
  if (!isRecipientId(file.id)) return "no good id";
  if (!asText(file.name, 500)) return "no name";
  for (const name of ["name", "web", "contact"])
    if (file[name] !== undefined && !isShowable(file[name]))
      return "a text is too long, or holds what cannot be shown";
  return null;
}

/** @param {any} file */
function listsProblem({ languages = [], signals = [] }) {
  if (!Array.isArray(languages) || !Array.isArray(signals))
    return "its languages or signals are no list";
  if (!languages.every(isLanguage)) return "no good language";
  if (!signals.every(isShowable)) return "no good signal";
  return null;
}

/** @param {any} views */
function viewsProblem(views) {
  if (views === undefined) return null;
  if (!isObject(views) || !isInteger(views.hashes, DIHEDRAL_COUNT, INT32_MAX))
    return "no good number of hashes";
  if (views.places !== undefined && typeof views.places !== "boolean")
    return '"places" is neither true nor false';
  return null;
}

/** @param {any} file */
function rulesProblem(file) {
  if (file.minimum_quality !== undefined && !isInteger(file.minimum_quality, 0, 100))
    return "no good minimum quality";
  if (file.maximum_items !== undefined && !isInteger(file.maximum_items, 1, INT32_MAX))
    return "no good number of items";
  if (file.expires !== undefined && !isDay(file.expires)) return "it expires on no day";
  if (file.practice !== undefined && typeof file.practice !== "boolean")
    return '"practice" is neither true nor false';
  return viewsProblem(file.views);
}

/** @param {any} file */
function judge(file) {
  if (!isObject(file) || file.format !== "ncii-recipient")
    throw failure("CORRUPT", WHAT, "it is none");
  if (!isInteger(file.version, 1, INT64_MAX))
    throw failure("CORRUPT", WHAT, "no version");
  if (file.version !== 1) throw failure("VERSION", WHAT, "a later version");
  const problem =
    textsProblem(file) ??
    listsProblem(file) ??
    rulesProblem(file) ??
    questionsProblem(file.questions);
  if (problem !== null) throw failure("CORRUPT", WHAT, problem);
}

/**
 * A body of its file as a tree. Throws CORRUPT, VERSION.
 * @param {any} file
 * @returns {Promise<Body>}
 */
export async function bodyOf(file) {
  judge(file);
  const key = readPublicKey(file.key, WHAT);
  const fingerprint = await thumbprint(key);
  if (file.fingerprint !== undefined && file.fingerprint !== fingerprint)
    throw failure("CORRUPT", WHAT, "the fingerprint is not the key's");
  return { file, key, fingerprint };
}

// ---------------------------------------------------------------------------- telling

/**
 * What its file says, and what holds where it says nothing.
 * @param {Body} body
 */
export function rulesOf({ file }) {
  const takes = (/** @type {string} */ type) => file.signals?.includes(type) ?? true;
  return {
    takesImages: takes("ImagePDQ"),
    takesVideos: takes("VideoMD5"),
    minimumQuality: Number(file.minimum_quality ?? QUALITY_MIN),
    maximumItems: Math.min(file.maximum_items ?? ITEMS_MAX, ITEMS_MAX),
    maximumHashes: Math.min(file.views?.hashes ?? DIHEDRAL_COUNT, HASHES_MAX),
    takesPlaces: file.views?.places ?? false,
    expires: file.expires ?? "",
    practice: file.practice ?? false,
  };
}

/**
 * The inside of a recipient; null: it is none.
 * @type {(value: unknown) => { body: Body, confirmed: boolean } | null}
 */
let insideOf;
/**
 * A recipient for whom a case was sealed, and who was confirmed by that.
 * @type {(body: Body) => Recipient}
 */
let confirmedRecipient;

export class Recipient {
  /** @type {{ body: Body, confirmed: boolean }} */
  #inside;

  static {
    insideOf = (value) =>
      typeof value === "object" && value !== null && #inside in value
        ? value.#inside
        : null;
    confirmedRecipient = (body) => new Recipient(OURS, body, true);
  }

  /** @param {string | Uint8Array} json */
  static async read(json) {
    const bytes = bytesOf(json);
    if (bytes === null) throw failure("ARGUMENT", WHAT, "none given");
    const body = await bodyOf(readJson(bytes, RECIPIENT_MAX, WHAT));
    return new Recipient(OURS, body, false);
  }

  /**
   * @param {symbol} ours
   * @param {Body} body
   * @param {boolean} confirmed
   * @private
   */
  constructor(ours, body, confirmed) {
    if (ours !== OURS)
      throw new MienError("ARGUMENT", "recipients are made by Recipient.read()");
    this.#inside = { body, confirmed };
    const { file } = body;
    /** @readonly */ this.id = file.id;
    /** @readonly */ this.name = file.name;
    /** @readonly */ this.web = file.web ?? "";
    /** @readonly */ this.contact = file.contact ?? "";
    /** @readonly */ this.fingerprint = body.fingerprint;
    /** @readonly */ this.languages = Object.freeze([...(file.languages ?? [])]);
    /** @readonly */ this.questions = Object.freeze(
      (file.questions ?? []).map(tellQuestion),
    );
    Object.assign(this, rulesOf(body));
    Object.freeze(this);
  }

  get confirmed() {
    return this.#inside.confirmed;
  }

  /** @param {string} fingerprint */
  confirm(fingerprint) {
    if (typeof fingerprint !== "string")
      throw failure("ARGUMENT", "fingerprint", "none given");
    const given = fingerprint.replace(/[ \t\r\n]/g, "");
    if (!this.fingerprint.startsWith(given))
      throw failure("REFUSED", "fingerprint", "another one");
    if (given.length < this.fingerprint.length)
      throw failure("REFUSED", "fingerprint", "a part is missing");
    this.#inside.confirmed = true;
  }

  toJSON() {
    return toPlain(this.#inside.body.file);
  }
}

export { confirmedRecipient, insideOf };
