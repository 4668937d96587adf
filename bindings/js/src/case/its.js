// SPDX-License-Identifier: Apache-2.0
// A case from within.

/**
 * Its items and views are trees, as JSON has them, and are never changed: they are
 * taken in, put out and shared.
 *
 * @typedef {object} Its
 * @property {import("./key.js").Key} key
 * @property {string} id
 * @property {string} day      on which it began; "" of a case from words
 * @property {string} expires  "" before the first sealing
 * @property {boolean} practice
 * @property {boolean} refused    an answer forbids it, for good
 * @property {boolean} onlyKey    made of words: it can be taken back, and nothing else
 * @property {boolean} created    a document created it
 * @property {boolean} withdrawn  a document took it back
 * @property {any[]} items  as documents hold them, in the order of their numbers
 * @property {number} sent  documents hold the first so many of them already
 * @property {number} last  the highest number that an item ever had
 * @property {Record<string, any>} views  of pictures that have more than the whole, by
 *                                        the number of the item: see views.js
 * @property {number} hashes  of one picture, at most: her choice. 0: none
 * @property {Record<string, boolean | string>} answers
 * @property {string[]} regions
 * @property {Record<string, any>} unknown  members that a later version put there
 * @property {import("./recipient.js").Body[]} recipients  for whom it was sealed
 */

/**
 * @param {import("./key.js").Key} key
 * @param {string} id
 * @returns {Its}
 */
export function makeIts(key, id, practice = false) {
  return {
    key,
    id,
    day: "",
    expires: "",
    practice,
    refused: false,
    onlyKey: false,
    created: false,
    withdrawn: false,
    items: [],
    sent: 0,
    last: 0,
    views: Object.create(null),
    hashes: 0,
    answers: Object.create(null),
    regions: [],
    unknown: Object.create(null),
    recipients: [],
  };
}

/**
 * Where the case has a recipient of this id, or -1.
 * @param {Its} its
 * @param {string} id
 */
export function placeOf(its, id) {
  return its.recipients.findIndex((body) => body.file.id === id);
}
