// SPDX-License-Identifier: Apache-2.0
// Sealing: whether it may be, what it says, and what the case remembers of it.
import { judgeAnswers, judgeAnswersFor } from "./answers.js";
import { isDay, yearLater } from "./day.js";
import { makeDocument } from "./document.js";
import { failure } from "./failure.js";
import { placeOf } from "./its.js";
import { toPlain, writeJson } from "./json.js";
import { RECIPIENTS_MAX } from "./limits.js";
import { padded } from "./pad.js";
import { ACTIONS, firstItem, makePayload } from "./payload.js";
import { insideOf, rulesOf } from "./recipient.js";

/** @typedef {import("./its.js").Its} Its */
/** @typedef {import("./payload.js").Plan} Plan */
/** @typedef {import("./recipient.js").Body} Body */
/** @typedef {import("../case.js").SealOptions} SealOptions */

// -------------------------------------------------------------------------- arguments

/** @param {string} problem */
function argument(problem) {
  return failure("ARGUMENT", "sealing", problem);
}

/** @param {SealOptions["recipients"]} recipients */
function readRecipients(recipients) {
  if (!Array.isArray(recipients) || recipients.length === 0)
    throw argument("for nobody");
  if (recipients.length > RECIPIENTS_MAX) throw argument("for too many recipients");
  const ids = new Set();
  return Array.from(recipients, (recipient) => {
    const inside = insideOf(recipient);
    if (inside === null) throw argument("a recipient is missing");
    if (ids.has(recipient.id)) throw argument("for the same recipient twice");
    ids.add(recipient.id);
    return inside;
  });
}

/**
 * @param {Its} its
 * @param {SealOptions} options
 */
function readExpires(its, { day, expires }) {
  if (!isDay(day)) throw argument("no such day");
  if (expires === undefined) return its.expires >= day ? its.expires : yearLater(day);
  if (!isDay(expires) || expires < day) throw argument("it expires on no day to come");
  return expires;
}

// ------------------------------------------------------------------------------ rules

/**
 * @param {Its} its
 * @param {string} action
 */
function judgeState(its, action) {
  const problem = (/** @type {string} */ text) => failure("STATE", "case", text);
  if (its.withdrawn) throw problem("it was taken back");
  if (action === "create" && its.created) throw problem("it was created before");
  if (action !== "create" && !its.created) throw problem("it was not yet created");
  if (action === "add" && its.onlyKey)
    throw problem("of words, it can be taken back only");
}

/**
 * @param {Body} body
 * @param {string} problem
 */
function refused(body, problem) {
  return failure("REFUSED", `recipient ${body.file.id}`, problem);
}

/**
 * A case can be taken back from a recipient that has expired since: it still has it.
 * @param {Its} its
 * @param {{ body: Body, confirmed: boolean }} recipient
 * @param {SealOptions} options
 */
function judgeRecipient(its, { body, confirmed }, { action, day }) {
  const { expires, practice } = rulesOf(body);
  if (!confirmed) throw refused(body, "its fingerprint was not confirmed");
  if (action !== "withdraw" && expires !== "" && day > expires)
    throw refused(body, "it has expired");
  if (practice && !its.practice) throw refused(body, "it is for practice only");
  if (!practice && its.practice) throw refused(body, "it takes no practice cases");
}

/**
 * Whether a recipient takes an item.
 * @param {any} item
 * @param {ReturnType<typeof rulesOf>} rules
 */
function judgeItem({ item, media, signals }, rules) {
  const problem = (/** @type {string} */ text) =>
    failure("REFUSED", `item ${item}`, text);
  if (media === "image" && !rules.takesImages)
    throw problem("the recipient takes no pictures");
  if (media === "video" && !rules.takesVideos)
    throw problem("the recipient takes no films");
  if (signals[0].quality !== undefined && signals[0].quality < rules.minimumQuality)
    throw problem("its quality is too low for the recipient");
}

/**
 * What is given must be answered for, and be what the recipients take. A case can be
 * taken back without.
 * @param {Its} its
 * @param {Plan} plan
 */
function judgeContents(its, plan) {
  const items = its.items.slice(firstItem(its, plan));
  judgeAnswers(its.answers);
  if (items.length === 0) throw failure("REFUSED", "case", "nothing to seal");
  for (const body of plan.bodies) {
    const rules = rulesOf(body);
    judgeAnswersFor(its.answers, body);
    if (its.items.length > rules.maximumItems)
      throw refused(body, "it takes fewer items");
    for (const item of items) judgeItem(item, rules);
  }
}

/**
 * @param {Its} its
 * @param {SealOptions} options
 * @returns {Plan}
 */
function judge(its, options) {
  if (typeof options !== "object" || options === null)
    throw argument("something is missing");
  const { action, day } = options;
  if (!ACTIONS.includes(action)) throw argument("no such action");
  const recipients = readRecipients(options.recipients);
  const plan = {
    action,
    day,
    expires: readExpires(its, options),
    bodies: recipients.map(({ body }) => body),
  };
  // What was sent before she knew can still be taken back.
  if (its.refused && !(its.created && action === "withdraw"))
    throw failure("REFUSED", "case", "somebody may be under 18: there is no case");
  judgeState(its, action);
  for (const recipient of recipients) judgeRecipient(its, recipient, options);
  if (action !== "withdraw") judgeContents(its, plan);
  return plan;
}

// ---------------------------------------------------------------------------- sealing

/**
 * What sealing would sign and encrypt.
 * @param {Its} its
 * @param {SealOptions} options
 */
export function preview(its, options) {
  return toPlain(makePayload(its, judge(its, options)));
}

/**
 * The recipients of the case after a document for these.
 * @param {Its} its
 * @param {Plan} plan
 */
function recipientsAfter(its, plan) {
  const after = [...its.recipients];
  for (const body of plan.bodies) {
    const at = placeOf(its, body.file.id);
    if (at < 0) after.push(body);
    else after[at] = body;
  }
  if (after.length > RECIPIENTS_MAX)
    throw failure("LIMIT", "case", "too many recipients");
  return after;
}

/**
 * Makes the document. Until it is there nothing of the case is changed, and nobody else
 * may change it.
 * @param {Its} its
 * @param {SealOptions} options
 */
export async function seal(its, options) {
  const plan = judge(its, options);
  const recipients = recipientsAfter(its, plan);
  const payload = padded(writeJson(makePayload(its, plan)));
  if (payload === null) throw failure("LIMIT", "case", "too large for one document");
  try {
    const document = await makeDocument(payload, its.key, plan.bodies);
    its.recipients = recipients;
    its.created = true;
    its.withdrawn = plan.action === "withdraw";
    if (!its.withdrawn) its.sent = its.items.length;
    its.expires = plan.expires;
    return document;
  } finally {
    payload.fill(0);
  }
}
