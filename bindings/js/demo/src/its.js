// SPDX-License-Identifier: Apache-2.0
// What she has said and what was made of it. It lies in the memory of the page, nowhere
// else, and is forgotten when she leaves.
import { Pictures } from "./pictures.js";
import { questionsFor } from "./questions.js";
import { Recipients } from "./recipients.js";

/** Where the key goes. */
export const KEEP = { WALLET: "wallet", BOTH: "both", WORDS: "words" };

/** Names that say nothing. */
export const DOCUMENT_NAME = "document.json", WALLET_NAME = "notes.json";

/** Today in UTC, as documents have it. */
function today() {
  return new Date().toISOString().slice(0, 10);
}

/** A case that is being made. */
export function newCase() {
  const day = today();
  return {
    day,
    recipients: new Recipients(day),
    questions: questionsFor([]),
    pictures: new Pictures(),
    settled: false, // she saw what was found in the pictures, and goes on
    views: null,    // "yes" or "no"
    keeping: null,
    walletFile: null, // of a wallet that she has
    wallet: null,     // the same, open
    passphrase: null,
    names: null,      // {document, wallet}
    made: null,     // the case, its preview, the files: not before the summary
    papers: new Set(), // the ids of cases whose words she was shown
    saved: null,    // which of the files she has
  };
}

/** A case that is taken back. */
export function oldCase() {
  return {
    day: today(),
    recipients: new Recipients(null),
    source: null, // "wallet" or "words"
    walletFile: null,
    walletName: WALLET_NAME,
    wallet: null,
    passphrase: null,
    case: null,
    files: null,  // the documents that were made
    saved: null,
  };
}

export const wantsWallet = (its) => its.keeping !== KEEP.WORDS;
export const wantsWords = (its) => its.keeping !== KEEP.WALLET;

/** Forgets the pictures and what was made of them. False when none were chosen. */
export function forgetPictures(its) {
  const any = its.pictures.list.length > 0;
  its.pictures.close();
  Object.assign(its, { settled: false, views: null });
  return any;
}

/** Whether she may have written down words of another case, which is not made. */
export function hasOtherPaper({ papers, made }) {
  return [...papers].some((id) => id !== made.case.id);
}

/** Forgets it. */
export function forget(its) {
  its.pictures?.close();
  for (const name of Object.keys(its))
    its[name] = null;
}

/** Whether something was made that she does not have yet. */
export function isUnsaved(its) {
  return Boolean(its?.saved) && Object.values(its.saved).includes(false);
}
