// SPDX-License-Identifier: Apache-2.0
// The views of the pictures of a case, as a wallet keeps them, and as documents hold
// them.
//
// A wallet keeps all of them, also those that no document holds: the next recipient may
// take more. So it keeps them short, one after the other, the whole picture first:
//
//     {"view":"window-3","quality":87,"hashes":"<8 x 64 digits>","place":[…]}
//
// A document holds a signal for each hash, and of the views only the first few.
import { DIHEDRAL, Hash } from "../hash.js";
import { HASHES_MAX } from "./limits.js";
import { asText, isInteger, isObject } from "./members.js";

const HEX = 64; // digits of a hash
const VIEWS_MAX = 384; // of a set of views (mien/views.h)
const VIEWS_KEPT = HASHES_MAX / DIHEDRAL.length;
const WHOLE = "whole";
const NAME = new RegExp(
  "^(whole|seen|negative|" +
    "(trimmed|zoom|crop|tilt|window|turned)-(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]))$",
);

// ----------------------------------------------------------------------------- places

const UNIT = 1000; // the longer side of the stored picture, in a place
const SIDE_MAX = 2000; // of a view that is turned, in the same

// The C library reckons in floats, and its rounding is part of what a place says.
const f = Math.fround;

/**
 * Parts of the longer side: a place does not tell how large the picture is. And so few
 * of them that it does not tell it by its last digits, either.
 * @param {number} pixels
 * @param {number} longer
 */
function partOf(pixels, longer) {
  const part = f(f(f(pixels) / longer) * UNIT);
  return part >= 0 && part < 1e6 ? Math.trunc(f(part + 0.5)) : -1;
}

/** @param {number} degrees */
function wholeDegrees(degrees) {
  const rounded = Math.trunc(f(degrees + (degrees < 0 ? -0.5 : 0.5))) % 360;
  return rounded < 0 ? rounded + 360 : rounded + 0;
}

/**
 * Whether it is the place of a signal, in JSON.
 * @param {any} place
 */
export function isPlace(place) {
  if (!Array.isArray(place) || place.length !== 5) return false;
  const [x, y, width, height, degrees] = place;
  return (
    isInteger(x, 0, UNIT) &&
    isInteger(y, 0, UNIT) &&
    isInteger(width, 1, SIDE_MAX) &&
    isInteger(height, 1, SIDE_MAX) &&
    isInteger(degrees, 0, 359)
  );
}

/**
 * The place of a view in a picture; undefined where it is not known.
 * @param {import("../pictures.js").View["place"]} place
 * @param {number} longer  side of the picture, a float
 */
function keepPlace({ x, y, width, height, degrees }, longer) {
  const turned = f(degrees);
  if (!(longer > 0) || !(f(width) > 0) || !(turned > -1e6) || !(turned < 1e6))
    return undefined;
  const place = [
    ...[x, y, width, height].map((side) => partOf(side, longer)),
    wholeDegrees(turned),
  ];
  return isPlace(place) ? place : undefined;
}

// ---------------------------------------------------------------------------- keeping

// every() passes over elements that were never set, so a copy is looked at, in which
// these are undefined.

/**
 * Whether they are all eight hashes of a picture.
 * @param {any} hashes
 */
export function areDihedral(hashes) {
  return (
    Array.isArray(hashes) &&
    hashes.length === DIHEDRAL.length &&
    [...hashes].every((hash) => hash instanceof Hash)
  );
}

/**
 * Whether they are views of one picture for a bank: the whole one first, eight hashes
 * each.
 * @param {any} views
 */
export function areForBank(views) {
  return (
    Array.isArray(views) &&
    views.length > 0 &&
    views.length <= VIEWS_MAX &&
    [...views].every(
      (view, i) =>
        typeof view?.name === "string" &&
        NAME.test(view.name) &&
        (view.name === WHOLE) === (i === 0) &&
        isInteger(view.quality, 0, 100) &&
        areDihedral(view.hashes),
    )
  );
}

/**
 * @param {import("../pictures.js").View} view
 * @param {number} longer
 */
function keep(view, longer) {
  const place = view.place && keepPlace(view.place, longer);
  return {
    view: view.name,
    quality: view.quality,
    hashes: view.hashes.map((hash) => hash.hex).join(""),
    ...(place !== undefined && { place }),
  };
}

/**
 * What a wallet keeps of them.
 * @param {readonly import("../pictures.js").View[]} views
 */
export function keepViews(views) {
  const { width = 0, height = 0 } = views[0].place ?? {};
  const longer = Math.max(f(width), f(height));
  return views.slice(0, VIEWS_KEPT).map((view) => keep(view, longer));
}

/** @param {any} view */
function isKept(view) {
  return (
    isObject(view) &&
    asText(view.view, 24) !== null &&
    typeof view.hashes === "string" &&
    /^[0-9a-f]*$/.test(view.hashes) &&
    view.hashes.length === 8 * HEX &&
    isInteger(view.quality, 0, 100) &&
    (view.place === undefined || isPlace(view.place))
  );
}

/**
 * Whether it is what a wallet keeps.
 * @param {any} kept
 */
export function areKeptViews(kept) {
  return (
    Array.isArray(kept) &&
    kept.length > 0 &&
    kept.length <= VIEWS_KEPT &&
    kept.every((view, i) => isKept(view) && (view.view === WHOLE) === (i === 0))
  );
}

// ---------------------------------------------------------------------------- sending

/**
 * The eight signals of a view.
 * @param {string} hex  their digits, one after the other
 * @param {number} quality
 * @param {string} [view]  absent: the whole picture
 * @param {any} [place]
 */
export function imageSignals(hex, quality, view, place) {
  const more = {
    ...(view !== undefined && { view }),
    ...(place !== undefined && { place }),
  };
  return DIHEDRAL.map((variant, i) => ({
    signalType: "ImagePDQ",
    hashValue: hex.slice(i * HEX, (i + 1) * HEX),
    quality,
    variant,
    ...more,
  }));
}

/**
 * What a document may hold of each picture: at most so many hashes, of views of at
 * least that quality.
 * @typedef {{ hashes: number, quality: number, places: boolean }} Share
 */

/**
 * The signals of a picture.
 * @param {any[]} kept
 * @param {Share} share
 */
export function viewSignals(kept, share) {
  const [whole, ...others] = kept; // the whole picture was judged by itself
  const room = Math.floor(share.hashes / DIHEDRAL.length);
  const sent = [
    whole,
    ...others
      .filter((view) => view.quality >= share.quality)
      .slice(0, Math.max(room - 1, 0)),
  ];
  return sent.flatMap((view) =>
    imageSignals(
      view.hashes,
      view.quality,
      view === whole ? undefined : view.view,
      share.places ? view.place : undefined,
    ),
  );
}
