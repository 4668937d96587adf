// SPDX-License-Identifier: Apache-2.0
// Whether the fingerprint is in what she pasted: a page has words around it, and breaks
// it into groups. Only what is the same in every character is called the same.

// What is seen neither on the page nor here: hyphens that may break a word, marks of
// direction.
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const SPACES = /\s+/g;

// All places, also those that overlap, where it stands without a neighbour that could
// be a part of a fingerprint.
const alone = (pattern) => new RegExp(`(?<![\\w-])(?=(${pattern})(?![\\w-]))`, "g");

const GROUPS = [3, 4, 5, 6, 8, 10];

// What has its length: in one word, or in groups, the last of which may be shorter.
function shapeOf(length, group) {
  const last = length % group || group;
  return `(?:[\\w-]{${group}}\\s+){${(length - last) / group}}[\\w-]{${last}}`;
}

// Ours is known in any groups.
const patternsFor = (fingerprint) => [
  [...fingerprint].join("\\s*"),
  ...[...GROUPS, fingerprint.length].map((group) => shapeOf(fingerprint.length, group)),
];

/** True when it is in it, false when another one is; null when there is none, or when
 *  there are several. */
export function isInside(pasted, fingerprint) {
  const text = pasted.replace(UNSEEN, "");
  const found = new Set(patternsFor(fingerprint).flatMap((pattern) =>
    [...text.matchAll(alone(pattern))].map(([, one]) => one.replace(SPACES, ""))));
  return found.size === 1 ? found.has(fingerprint) : null;
}
