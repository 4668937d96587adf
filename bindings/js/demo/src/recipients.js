// SPDX-License-Identifier: Apache-2.0
// For whom the case is made: recipient files, judged, and what she says of each of
// their fingerprints. The rules are those of tools/mien/case_recipients.c and
// case_new_make.c.
import { MienError, Recipient } from "../../src/case.js";
import { t } from "./language.js";

/** What she says about a fingerprint. */
export const TRUST = { SAME: "same", OTHER: "other", NOT_COMPARED: "open" };
const MOST = 64;          // of a document
const MOST_BYTES = 65536; // of a recipient file
const MOST_HASHES = 1024, HASHES = 8, BUDGET = 704;

export class Recipients {
  /** [{recipient, trust}] */
  list = [];
  #day;

  /** `day`: on which to seal for them; null to take a case back, for who has it has it
   *  also when the file has expired since. */
  constructor(day) {
    this.#day = day;
  }

  get isPractice() {
    return this.list[0]?.recipient.practice ?? false;
  }

  /** Those that still count: she did not say that the fingerprint is a wrong one. */
  get counting() {
    return this.list.filter(({ trust }) => trust === null || trust === TRUST.SAME)
      .map(({ recipient }) => recipient);
  }

  get confirmed() {
    return this.list.filter(({ trust }) => trust === TRUST.SAME)
      .map(({ recipient }) => recipient);
  }

  get minimumQuality() {
    return Math.max(0, ...this.counting.map((recipient) => recipient.minimumQuality));
  }

  get maximumItems() {
    return Math.min(...this.counting.map((recipient) => recipient.maximumItems));
  }

  /** How many hashes of one picture all of them take, and whether its places. */
  get offer() {
    const all = this.counting;
    if (all.length === 0)
      return { hashes: HASHES, places: false };
    return { hashes: Math.min(MOST_HASHES, ...all.map((one) => one.maximumHashes)),
             places: all.every((one) => one.takesPlaces) };
  }

  get takesViews() {
    return this.offer.hashes >= 2 * HASHES;
  }

  /** How many hashes of one picture a document would hold at most. */
  get mostHashes() {
    const most = Math.min(BUDGET, this.offer.hashes);
    return most - most % HASHES;
  }

  /** Adds a recipient, or says why not: a function that gives the text, else null. */
  add(recipient) {
    const there = this.list.find((entry) => entry.recipient.id === recipient.id);
    if (there)
      return there.recipient.fingerprint === recipient.fingerprint
        ? null : () => [t("twice"), t("twice.step")];
    if (this.list.length > 0 && recipient.practice !== this.isPractice)
      return () =>
        [t(recipient.practice ? "receivers.practice_only" : "practice.real")];
    if (this.#day && recipient.expires !== "" && recipient.expires < this.#day)
      return () => [t("expired", recipient.expires), t("expired.step")];
    if (!recipient.takesImages)
      return () => [t("no_pictures")];
    if (this.list.length >= MOST)
      return () => [t("too_many", MOST)];
    this.list.push({ recipient, trust: null });
    return null;
  }

  remove(recipient) {
    this.list = this.list.filter((entry) => entry.recipient !== recipient);
  }
}

/** Reads one file and adds it. Gives null, or a function that says what is wrong. */
export async function addFile(recipients, file) {
  if (file.size > MOST_BYTES)
    return () => [t("wrong.recipient"), t("wrong.recipient.step")];
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return recipients.add(await Recipient.read(bytes));
  } catch (error) {
    const newer = error instanceof MienError && error.status === "VERSION";
    return () => newer ? [t("wrong.version"), t("receivers.newer")]
                       : [t("wrong.recipient"), t("wrong.recipient.step")];
  }
}

/** The fingerprint in groups of four, as people compare it. */
export function groupsOf(fingerprint) {
  return fingerprint.match(/.{1,4}/g);
}

/** A recipient to practise with, whose private key nobody has: it is thrown away. */
export async function practiceRecipient() {
  const { publicKey } = await crypto.subtle.generateKey(
    { name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  return Recipient.read(JSON.stringify({
    format: "ncii-recipient", version: 1, id: "practice", name: t("practice.name"),
    key: { kty, crv, x, y }, practice: true, views: { hashes: BUDGET, places: false },
  }));
}
