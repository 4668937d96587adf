// SPDX-License-Identifier: Apache-2.0
// The order of the dialogue that makes a case: that of `mien case new`.
import { wantsWallet, wantsWords } from "./its.js";
import { prepare, seal } from "./make.js";
import { isDue } from "./questions.js";
import { compare } from "./steps/compare.js";
import { done } from "./steps/done.js";
import { keeping, names, passphrase } from "./steps/keeping.js";
import { pictures } from "./steps/pictures.js";
import { question } from "./steps/question.js";
import { receivers } from "./steps/receivers.js";
import { safety } from "./steps/safety.js";
import { summary } from "./steps/summary.js";
import { views } from "./steps/views.js";
import { words, wordsCheck } from "./steps/words.js";
import { stateOf } from "./walk.js";

const asksViews = (its) => its.recipients.takesViews &&
  its.pictures.withViews(its.recipients.minimumQuality).length > 0;

export const PLAN_NEW = [
  { name: "safety", stage: 1, step: safety },
  { name: "receivers", stage: 2, step: receivers,
    state: (its) => stateOf(true, its.recipients.list.length > 0) },
  { name: "questions", stage: 3, step: question, count: (its) => its.questions.length,
    state: (its, i) =>
      stateOf(isDue(its.questions, i), its.questions[i].answer !== null) },
  { name: "compare", stage: 4, step: compare,
    count: (its) => its.recipients.list.length,
    state: (its, i) => stateOf(true, its.recipients.list[i].trust !== null) },
  { name: "pictures", stage: 5, step: pictures,
    state: (its) => stateOf(true, its.settled) },
  { name: "views", stage: 5, step: views,
    state: (its) => stateOf(asksViews(its), its.views !== null) },
  { name: "keeping", stage: 6, step: keeping,
    state: (its) => stateOf(true, its.keeping !== null) },
  { name: "passphrase", stage: 6, step: passphrase,
    state: (its) => stateOf(wantsWallet(its), its.passphrase !== null) },
  // No name is in the case: where it was made, it stays, and so do its words.
  { name: "names", stage: 6, step: names, holds: true,
    state: (its) => stateOf(true, its.names !== null) },
  // From here on the case is there.
  { name: "summary", stage: 7, step: summary, isSummary: true, holds: true,
    enter: prepare },
  { name: "words", stage: 8, step: words, holds: true,
    state: (its) => stateOf(wantsWords(its), false) },
  { name: "words-check", stage: 8, step: wordsCheck, holds: true,
    state: (its) => stateOf(wantsWords(its), false) },
  { name: "done", stage: 8, step: done, holds: true, enter: seal },
];
