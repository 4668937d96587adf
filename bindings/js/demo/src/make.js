// SPDX-License-Identifier: Apache-2.0
// From her answers to the files: the case, its preview, the document, the wallet.
import { Case, MienError, Wallet } from "../../src/case.js";
import { wantsWallet } from "./its.js";
import { language } from "./language.js";
import { isSent } from "./questions.js";

const HASHES = 8, BUDGET = 704;

const sealing = (its) =>
  ({ action: "create", recipients: its.recipients.confirmed, day: its.day });

export function finePictures(its) {
  return its.pictures.fine(its.recipients.minimumQuality);
}

async function newCase(its) {
  const made = await Case.create({ day: its.day, practice: its.recipients.isPractice });
  for (const question of its.questions)
    if (isSent(question))
      made.answer(question.id, question.answer);
  if (its.views)
    made.allowHashes(its.views === "yes" ? BUDGET : HASHES);
  for (const picture of finePictures(its))
    if (its.views === "yes" && picture.views?.length > 1)
      made.addViews(picture.views);
    else
      made.addImage(picture);
  return made;
}

/** Makes the case in memory, and what sealing would send. False when that cannot be. */
export async function prepare(its) {
  if (its.made)
    return true;
  try {
    const made = await newCase(its);
    its.made = { case: made, preview: made.preview(sealing(its)), document: null,
                 wallet: null };
    return true;
  } catch (error) {
    if (error instanceof MienError)
      return false;
    throw error;
  }
}

/** Forgets it again, because an answer changes. */
export function unprepare(its) {
  // A wallet that she has may hold it already.
  if (its.made.wallet)
    its.wallet?.forget(its.made.case.id);
  its.made = null;
  its.saved = null;
}

/** Seals the document, and the wallet where she wants one. */
export async function seal(its) {
  const { made } = its;
  made.document ??= await made.case.seal(sealing(its));
  if (wantsWallet(its) && !made.wallet) {
    const wallet = its.wallet ?? new Wallet();
    wallet.put(made.case);
    made.wallet = await wallet.seal(its.passphrase);
  }
  its.saved ??= { document: false, ...(wantsWallet(its) ? { wallet: false } : {}) };
}

/** The language of the words: numbers where there is no list of words. */
export function wordList() {
  return language() === "ar" ? "numbers" : language();
}

/** How many pictures and hashes a payload holds. */
export function countOf(payload) {
  const images = payload.items.filter(({ media }) => media === "image");
  return { pictures: images.length,
           hashes: images.reduce((sum, { signals }) => sum + signals.length, 0) };
}
