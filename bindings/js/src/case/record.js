// SPDX-License-Identifier: Apache-2.0
// A case as JSON, as a wallet keeps it, and back.
import { isDay } from "./day.js";
import { failure } from "./failure.js";
import { itemNumber, itemProblem } from "./items.js";
import { makeIts } from "./its.js";
import { privateJwk, readId, readPrivateKey } from "./key.js";
import { ITEMS_MAX, RECIPIENTS_MAX } from "./limits.js";
import { asText, isInteger, isObject } from "./members.js";
import { isQuestionId, readAnswer } from "./questions.js";
import { bodyOf } from "./recipient.js";
import { areKeptViews } from "./views.js";

const WHAT = "case in a wallet";
const UINT32_MAX = 2 ** 32 - 1;
const KNOWN = [
  "id",
  "key",
  "day",
  "expires",
  "practice",
  "refused",
  "only_key",
  "created",
  "withdrawn",
  "items",
  "sent",
  "last",
  "views",
  "hashes",
  "answers",
  "regions",
  "recipients",
];

/** @typedef {import("./its.js").Its} Its */

/** @param {string} problem */
function corrupt(problem) {
  return failure("CORRUPT", WHAT, problem);
}

/**
 * Everything about a case, its private key among it, and the members that a later
 * version put there.
 * @param {Its} its
 */
export function toRecord(its) {
  return {
    id: its.id,
    key: privateJwk(its.key),
    day: its.day,
    expires: its.expires,
    practice: its.practice,
    refused: its.refused,
    only_key: its.onlyKey,
    created: its.created,
    withdrawn: its.withdrawn,
    items: [...its.items],
    sent: its.sent,
    last: its.last,
    views: { ...its.views },
    hashes: its.hashes,
    answers: { ...its.answers },
    regions: [...its.regions],
    recipients: its.recipients.map((body) => body.file),
    ...its.unknown,
  };
}

// ---------------------------------------------------------------------------- reading

/** @param {any} record */
function readHead(record) {
  const {
    day,
    expires,
    practice,
    refused,
    only_key: onlyKey,
    created,
    withdrawn,
  } = record;
  const id = readId(record.id);
  if (id === null) throw corrupt("no id");
  for (const text of [day, expires])
    if (text !== "" && !isDay(text)) throw corrupt("no such day");
  const states = { practice, refused, onlyKey, created, withdrawn };
  if (!Object.values(states).every((state) => typeof state === "boolean"))
    throw corrupt("its state is missing");
  const key = readPrivateKey(record.key, WHAT);
  return Object.assign(makeIts(key, id), { day, expires, ...states });
}

/**
 * @param {Its} its
 * @param {any} record
 */
function readItems(its, { items, sent, last }) {
  if (!Array.isArray(items)) throw corrupt("no items");
  if (items.length > ITEMS_MAX) throw failure("LIMIT", WHAT, "too many items");
  if (!isInteger(sent, 0, items.length) || !isInteger(last, 0, UINT32_MAX))
    throw corrupt("its items are not counted");
  let before = 0;
  for (const item of items) {
    const problem = itemProblem(item);
    if (problem !== null) throw corrupt(problem);
    const number = itemNumber(item);
    if (number <= before || number > last) throw corrupt("its items are not in order");
    before = number;
  }
  if (!its.created && (sent > 0 || its.withdrawn || its.onlyKey))
    throw corrupt("no document created it");
  Object.assign(its, { items: [...items], sent, last });
}

/**
 * Earlier versions wrote neither of them; they kept those of later ones, and dropped
 * items whose views they did not know.
 * @param {Its} its
 * @param {any} record
 */
function readViews(its, { views = Object.create(null), hashes = 0 }) {
  if (
    !isObject(views) ||
    !isInteger(hashes, 0, UINT32_MAX) ||
    !Object.values(views).every(areKeptViews)
  )
    throw corrupt("its views are none");
  for (const { item } of its.items)
    if (views[item] !== undefined) its.views[item] = views[item];
  its.hashes = hashes;
}

/**
 * @param {Its} its
 * @param {any} record
 */
function readAnswers(its, { answers, regions }) {
  if (!isObject(answers) || !Array.isArray(regions))
    throw corrupt("no answers, or no regions");
  for (const [question, answer] of Object.entries(answers)) {
    if (!isQuestionId(question) || readAnswer(answer) === null)
      throw corrupt("an answer is none");
    its.answers[question] = answer;
  }
  if (!regions.every((region) => asText(region, 2) !== null))
    throw corrupt("a region is none");
  its.regions = [...regions];
}

/**
 * @param {Its} its
 * @param {any} record
 */
async function readRecipients(its, { recipients }) {
  if (!Array.isArray(recipients)) throw corrupt("no recipients");
  if (recipients.length > RECIPIENTS_MAX)
    throw failure("LIMIT", WHAT, "too many recipients");
  for (const file of recipients) its.recipients.push(await bodyOf(file));
}

/**
 * A case of its record; judges it completely. Throws CORRUPT, LIMIT, VERSION.
 * @param {any} record
 * @returns {Promise<Its>}
 */
export async function fromRecord(record) {
  if (!isObject(record)) throw corrupt("no id");
  const its = readHead(record);
  readItems(its, record);
  readViews(its, record);
  readAnswers(its, record);
  await readRecipients(its, record);
  for (const name of Object.keys(record))
    if (!KNOWN.includes(name)) its.unknown[name] = record[name];
  return its;
}
