// SPDX-License-Identifier: Apache-2.0
// Cases, as doc/case-format.md defines them and mien/case.h makes them: what a survivor
// makes, seals for the bodies that she trusts, keeps, and can take back. Cryptography
// is that of WebCrypto, through the npm package jose, and of @noble/curves; words are
// those of @scure/bip39. Where a page has no WebCrypto, since it is neither https: nor
// file: nor localhost, what needs it throws MienError UNSUPPORTED.
//
// Nothing here opens a connection, writes a file or knows the time: days are given.
//
// Secrets: bytes are wiped as soon as they are of no use. Texts cannot be: passphrases,
// words, and the JSON of a wallet stay in memory for as long as the engine likes.
import type { Hash } from "./index.js";
import type { View } from "./pictures.js";
export { MienError } from "./index.js";

/** yes, no, and where one may: unsure. */
export type Answer = "yes" | "no" | "unsure";

/** The questions of every case, in the order in which they are asked. */
export const QUESTIONS: readonly [
  "adult_now",
  "adults_in_image",
  "self_in_image",
  "no_consent_to_share",
  "synthetic",
  "on_behalf",
];

/** A question of a recipient. */
export interface Question {
  readonly id: string;
  /** By language, "en" for instance. Empty where one of QUESTIONS brings no text. */
  readonly text: Readonly<Record<string, string>>;
  readonly unsure: boolean;
  /** The answer with which the recipient takes no case. */
  readonly stop: "yes" | "no" | null;
}

/** A body that can open documents, as its recipient file describes it. Nothing is
 *  sealed for it before its fingerprint was compared. */
export class Recipient {
  /** Judges the file completely. Throws MienError LIMIT, CORRUPT or VERSION. */
  static read(json: string | Uint8Array): Promise<Recipient>;
  private constructor();
  readonly id: string;
  readonly name: string;
  readonly web: string;
  readonly contact: string;
  /** RFC 7638 with SHA-256, in base64url. */
  readonly fingerprint: string;
  readonly languages: readonly string[];
  readonly questions: readonly Question[];
  readonly takesImages: boolean;
  readonly takesVideos: boolean;
  readonly minimumQuality: number;
  readonly maximumItems: number;
  /** Hashes of one picture that it takes: 8, the whole picture, or more with views. */
  readonly maximumHashes: number;
  readonly takesPlaces: boolean;
  /** The last day on which to seal for it, or "". */
  readonly expires: string;
  readonly practice: boolean;
  readonly confirmed: boolean;
  /** Says that a person compared the fingerprint with the one that the body publishes;
   *  spaces are passed over. Throws MienError REFUSED when it is another. */
  confirm(fingerprint: string): void;
  toJSON(): unknown;
}

export type Action = "create" | "add" | "withdraw";

export interface SealOptions {
  readonly action: Action;
  /** All confirmed. */
  readonly recipients: readonly Recipient[];
  /** Today, "2026-11-22". */
  readonly day: string;
  /** Until when it counts; a year from `day` if absent. */
  readonly expires?: string;
}

/** The languages of the words; "numbers" for everybody else. */
export type WordList = "en" | "fr" | "es" | "numbers";

/** A case, with its secret key. Errors are those of mien/case.h: MienError with the
 *  same status and detail. While it is being sealed it cannot be changed, nor put into
 *  a wallet: BUSY. */
export class Case {
  /** Begins one with a new key. A practice case is for learning. */
  static create(options: { day: string; practice?: boolean }): Promise<Case>;
  /** Makes one again of its words: it can be taken back, and nothing else. Throws
   *  CORRUPT, which names the word by its number or says that the checksum is wrong. */
  static fromWords(
    words: string,
    options?: { id?: string; practice?: boolean },
  ): Promise<Case>;
  private constructor();
  /** A UUID that follows from the key. */
  readonly id: string;
  readonly day: string;
  readonly expires: string;
  readonly practice: boolean;
  readonly created: boolean;
  readonly withdrawn: boolean;
  readonly onlyKey: boolean;
  readonly items: number;
  readonly unsent: number;
  /** The recipients of its documents so far, confirmed. */
  readonly recipients: readonly Recipient[];
  /** Throws REFUSED when somebody is, or was, under 18: there is no case then. */
  answer(question: string, answer: Answer): void;
  /** Adds a picture: its eight hashes of mode "full" and their quality. Gives the
   *  number of the item; that of an earlier one with the same hashes. */
  addImage(picture: {
    readonly dihedral: readonly Hash[];
    readonly quality: number;
  }): number;
  /** Adds a picture with its views for a bank, the whole picture first. */
  addViews(views: readonly View[]): number;
  /** How many hashes of one picture a document may hold at most: 8 or more. */
  allowHashes(hashes: number): void;
  /** Takes an item away that no document holds yet. */
  drop(item: number): void;
  /** A country where it should count: two letters of ISO 3166. */
  region(country: string): void;
  /** What sealing would sign and encrypt, to be shown to her before. */
  preview(options: SealOptions): unknown;
  /** The document. Afterwards put the case into the wallet again. Nothing is changed on
   *  failure. */
  seal(options: SealOptions): Promise<string>;
  /** The key as 24 words, single spaces between: secret. */
  words(list: WordList): string;
}

/** Rounds of PBKDF2 at least. */
export const WALLET_ROUNDS: 600000;

/** Cases with their keys, kept as one JWE under a passphrase. */
export class Wallet {
  /** A passphrase has 1 to 1024 bytes. Throws KEY when it is another one or the file
   *  was changed; CORRUPT, LIMIT, VERSION or UNSUPPORTED when it is no wallet. */
  static open(text: string | Uint8Array, passphrase: string): Promise<Wallet>;
  constructor();
  /** The same objects each time. What is done with one of them is kept when it is put
   *  in again. */
  readonly cases: readonly Case[];
  /** Puts the case in as it is now, in the place of an earlier state of it. */
  put(its: Case): void;
  /** Forgets a case with its key, by its whole id: it can then be taken back by the
   *  words only. */
  forget(id: string): void;
  /** The wallet as JSON, to be kept in a file. Throws LIMIT when it holds more than
   *  8 MiB of cases. */
  seal(passphrase: string): Promise<string>;
}
