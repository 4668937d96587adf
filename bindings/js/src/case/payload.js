// SPDX-License-Identifier: Apache-2.0
// What a document says, before it is signed.
import { attestation } from "./answers.js";
import { placeOf } from "./its.js";
import { publicJwk } from "./key.js";
import { DOCUMENT_HASHES, HASHES_MAX } from "./limits.js";
import { rulesOf } from "./recipient.js";
import { viewSignals } from "./views.js";

export const ACTIONS = ["create", "add", "withdraw"];

/**
 * What to seal, judged.
 * @typedef {{ readonly action: import("../case.js").Action, readonly day: string,
 *             readonly expires: string,
 *             readonly bodies: readonly import("./recipient.js").Body[] }} Plan
 */

/** @typedef {import("./its.js").Its} Its */

/**
 * The index of the first item that the document holds: after those that every document
 * held, unless one of the recipients has none of them.
 * @param {Its} its
 * @param {Plan} plan
 */
export function firstItem(its, plan) {
  if (plan.action === "withdraw") return 0;
  const isNew = plan.bodies.some((body) => placeOf(its, body.file.id) < 0);
  return isNew ? 0 : its.sent;
}

/**
 * What she allows, all recipients take, and there is room for.
 * @param {Its} its
 * @param {Plan} plan
 * @param {number} items
 * @returns {import("./views.js").Share}
 */
function shareOf(its, plan, items) {
  const rules = plan.bodies.map(rulesOf);
  const room = items > 0 ? Math.floor(DOCUMENT_HASHES / items) : HASHES_MAX;
  return {
    hashes: Math.min(
      its.hashes || HASHES_MAX,
      room,
      ...rules.map((rule) => rule.maximumHashes),
    ),
    quality: Math.max(...rules.map((rule) => rule.minimumQuality)),
    places: rules.every((rule) => rule.takesPlaces),
  };
}

/**
 * To take a case back, what any document holds.
 * @param {Its} its
 * @param {Plan} plan
 */
function itemsOf(its, plan) {
  const items = its.items.slice(
    firstItem(its, plan),
    plan.action === "withdraw" ? its.sent : undefined,
  );
  const share = shareOf(its, plan, items.length);
  return items.map((item) => {
    const views = its.views[item.item];
    return views === undefined ? item : { ...item, signals: viewSignals(views, share) };
  });
}

/**
 * The payload of what is to be sealed, a tree.
 * @param {Its} its
 * @param {Plan} plan
 */
export function makePayload(its, plan) {
  return {
    format: its.practice ? "ncii-practice" : "ncii-submission",
    version: 1,
    case: { id: its.id, key: publicJwk(its.key), action: plan.action },
    attestation: attestation(its.answers, plan.bodies),
    recipients: plan.bodies.map((body) => body.file.id),
    regions: [...its.regions],
    day: plan.day,
    expires: plan.expires,
    items: itemsOf(its, plan),
  };
}
