// SPDX-License-Identifier: Apache-2.0
// Compiled, not run: cases, with what hashing gives.
import { Case, QUESTIONS, Recipient, Wallet, type Question } from "mien/case";
import type { Picture, View } from "mien/pictures";
import type { AnyPicture } from "mien/worker";

export async function send(picture: AnyPicture, views: View[], json: string): Promise<string> {
  const recipient = await Recipient.read(json);
  recipient.confirm("fingerprint");
  const its = await Case.create({ day: "2026-11-22", practice: true });
  for (const question of QUESTIONS) its.answer(question, "yes");
  const asked: readonly Question[] = recipient.questions;
  // @ts-expect-error: yes, no or unsure
  its.answer(asked[0]!.id, "perhaps");
  const item: number = its.addImage(picture) + its.addViews(views);
  its.addImage(picture as unknown as Picture);
  // @ts-expect-error: hashes of a picture, and no text
  its.addImage("0".repeat(64));
  its.drop(item);
  const wallet = await Wallet.open("", "passphrase");
  wallet.put(its);
  return its.seal({ action: "create", recipients: [recipient], day: "2026-11-22" });
}
