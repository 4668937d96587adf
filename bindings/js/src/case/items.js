// SPDX-License-Identifier: Apache-2.0
// The items of a case: pictures by their hashes, films by the MD5 of their file. They
// are kept as documents hold them.
import { failure } from "./failure.js";
import { ITEMS_MAX, SIGNALS_MAX } from "./limits.js";
import { asText, isInteger, isObject } from "./members.js";
import { areDihedral, areForBank, imageSignals, isPlace, keepViews } from "./views.js";

const UINT32_MAX = 2 ** 32 - 1;

/** @typedef {import("./its.js").Its} Its */

// ----------------------------------------------------------------------------- adding

/** @param {Its} its */
function mayChange(its) {
  if (its.refused) throw failure("STATE", "case", "an answer forbids it");
  if (its.withdrawn) throw failure("STATE", "case", "it was taken back");
  if (its.onlyKey)
    throw failure("STATE", "case", "of words, it can be taken back only");
}

/**
 * Where the last item is that has the same first hash, or -1.
 * @param {Its} its
 * @param {any[]} signals
 */
function find(its, signals) {
  let at = its.items.length - 1;
  while (at >= 0 && its.items[at].signals[0].hashValue !== signals[0].hashValue) at--;
  return at;
}

/**
 * Appends a picture, and gives its number.
 * @param {Its} its
 * @param {any[]} signals
 */
function append(its, signals) {
  if (its.items.length >= ITEMS_MAX || its.last === UINT32_MAX)
    throw failure("LIMIT", "case", "too many items");
  its.last++;
  its.items.push({ item: String(its.last), media: "image", signals });
  return its.last;
}

/** @param {readonly import("../index.js").Hash[]} hashes */
function hexOf(hashes) {
  return hashes.map((hash) => hash.hex).join("");
}

/**
 * @param {Its} its
 * @param {{ dihedral: readonly import("../index.js").Hash[], quality: number }} picture
 */
export function addImage(its, picture) {
  if (!areDihedral(picture?.dihedral) || !isInteger(picture.quality, 0, 100))
    throw failure("ARGUMENT", "case", "no hashes of a picture");
  mayChange(its);
  const signals = imageSignals(hexOf(picture.dihedral), picture.quality);
  const at = find(its, signals);
  return at >= 0 ? itemNumber(its.items[at]) : append(its, signals);
}

/**
 * Takes the views into the case: those of an item that it has, or of a new one.
 * @param {Its} its
 * @param {readonly import("../pictures.js").View[]} views
 */
export function addViews(its, views) {
  if (!areForBank(views)) throw failure("ARGUMENT", "case", "no views of a picture");
  mayChange(its);
  const signals = imageSignals(hexOf(views[0].hashes), views[0].quality);
  const kept = keepViews(views);
  const at = find(its, signals);
  const before = at >= 0 ? (its.views[its.items[at].item]?.length ?? 0) : 0;
  if (at >= 0 && (before >= kept.length || kept.length === 1))
    return itemNumber(its.items[at]);
  // What documents hold does not change any more.
  const number = at < its.sent ? append(its, signals) : itemNumber(its.items[at]);
  if (kept.length > 1) its.views[number] = kept;
  return number;
}

/**
 * @param {Its} its
 * @param {number} hashes
 */
export function allowHashes(its, hashes) {
  if (!isInteger(hashes, 8, UINT32_MAX))
    throw failure("ARGUMENT", "case", "no good number of hashes");
  mayChange(its);
  its.hashes = Number(hashes);
}

/**
 * @param {Its} its
 * @param {number} number
 */
export function drop(its, number) {
  const at = its.items.findIndex((item) => itemNumber(item) === number);
  if (at < 0) throw failure("ARGUMENT", "case", "no such item");
  if (at < its.sent) throw failure("STATE", "case", "a document holds the item");
  delete its.views[its.items[at].item];
  its.items.splice(at, 1);
}

// ---------------------------------------------------------------------------- judging

/**
 * The number of an item as a case gives it; 0: it is none.
 * @param {any} item
 */
export function itemNumber(item) {
  const text = asText(item.item, 10);
  if (text === null || !/^[1-9]\d*$/.test(text)) return 0;
  const number = Number(text);
  return number <= UINT32_MAX ? number : 0;
}

/**
 * @param {string} text
 * @param {number} length
 */
function isHex(text, length) {
  return text.length === length && /^[0-9a-fA-F]*$/.test(text);
}

/** @param {any} signal */
function signalProblem(signal) {
  const {
    signalType: type,
    hashValue: value,
    quality,
    variant,
    view,
    place,
  } = isObject(signal) ? signal : Object.create(null);
  if (asText(type) === null) return "a signal without a type";
  if (asText(value) === null) return "a signal without a value";
  if (type === "ImagePDQ" && !isHex(value, 64)) return "no hash of PDQ";
  if (type === "VideoMD5" && !isHex(value, 32)) return "no MD5";
  if (variant !== undefined && asText(variant) === null)
    return "the variant is no text";
  if (view !== undefined && asText(view) === null) return "the view is no text";
  if (place !== undefined && !isPlace(place)) return "the place is none";
  if (quality !== undefined && !isInteger(quality, 0, 100))
    return "the quality is no number from 0 to 100";
  return null;
}

/**
 * What is wrong with an item of a record, or null. Kinds of media and signals that this
 * version does not know are right.
 * @param {any} item
 */
export function itemProblem(item) {
  if (!isObject(item)) return "no object";
  if (asText(item.item, 64) === null) return "it has no name";
  if (asText(item.media, 64) === null) return "it is of no kind";
  if (!Array.isArray(item.signals) || item.signals.length === 0)
    return "it has no signals";
  if (item.signals.length > SIGNALS_MAX) return "it has too many signals";
  for (const signal of item.signals) {
    const problem = signalProblem(signal);
    if (problem !== null) return problem;
  }
  return null;
}
