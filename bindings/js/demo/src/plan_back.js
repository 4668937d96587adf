// SPDX-License-Identifier: Apache-2.0
// The order of the dialogue that takes a case back: from a wallet, or from the words.
import { compare } from "./steps/compare.js";
import { done, receivers, seal, source, sure, wallet, which,
         words } from "./steps/take_back.js";
import { stateOf } from "./walk.js";

const byWallet = (its) => its.source === "wallet";
// A wallet that was made of the words does not know who has the case.
const asksWhom = (its) => its.source === "words" || its.case?.recipients.length === 0;

export const PLAN_BACK = [
  { name: "source", stage: 1, step: source },
  { name: "wallet", stage: 2, step: wallet,
    state: (its) => stateOf(byWallet(its), false) },
  { name: "which", stage: 2, step: which,
    state: (its) => stateOf(byWallet(its) && its.wallet?.cases.length > 1, false) },
  { name: "receivers", stage: 2, step: receivers,
    state: (its) => stateOf(asksWhom(its), false) },
  { name: "compare", stage: 3, step: compare,
    count: (its) => its.recipients.list.length,
    state: (its) => stateOf(asksWhom(its), false) },
  { name: "words", stage: 3, step: words,
    state: (its) => stateOf(its.source === "words", false) },
  { name: "sure", stage: 4, step: sure },
  { name: "done", stage: 5, step: done, enter: seal, holds: true },
];
