// SPDX-License-Identifier: Apache-2.0
// The questions that are asked before any picture is opened: those of every case, then
// those of the recipients. The same as tools/mien/case_questions.c.
import { language, t } from "./language.js";

// Asked here, not sent: it is between the two.
const ON_BEHALF_KNOWN = "on_behalf_known";

// In the order in which they are asked, with their answers in the order of the choices.
const STANDARD = {
  adult_now: ["yes", "no", "unsure"],
  adults_in_image: ["yes", "no", "unsure"],
  self_in_image: ["yes", "no"],
  no_consent_to_share: ["yes", "no"],
  synthetic: ["no", "yes", "unsure"],
  on_behalf: ["no", "yes"],
  [ON_BEHALF_KNOWN]: ["yes", "no"],
};

/** How an answer ends the dialogue. */
export const END = { MINOR: "minor", CONSENT: "consent", UNKNOWING: "unknowing",
                     RECIPIENT: "recipient" };

function standard(id) {
  return { id, own: false, answers: STANDARD[id], answer: null, stop: null };
}

/** The questions for these recipients; answers that were given before stay. */
export function questionsFor(recipients, before = []) {
  const list = Object.keys(STANDARD).map(standard);
  for (const recipient of recipients)
    for (const entry of recipient.questions)
      take(list, entry, recipient);
  for (const question of list)
    question.answer = before.find(({ id }) => id === question.id)?.answer ?? null;
  return list;
}

function take(list, entry, { name, web }) {
  let question = list.find(({ id }) => id === entry.id);
  if (!question) {
    question = { id: entry.id, own: true, text: entry.text, answer: null, stop: null,
                 answers: entry.unsure ? ["yes", "no", "unsure"] : ["yes", "no"],
                 asker: name, web };
    list.push(question);
  }
  if (entry.stop && !question.stop) // the first that says so counts
    Object.assign(question, { stop: entry.stop, asker: name, web });
}

export function isDue(questions, number) {
  return questions[number].id !== ON_BEHALF_KNOWN ||
    questions.find(({ id }) => id === "on_behalf").answer === "yes";
}

export function isSent({ id }) {
  return id !== ON_BEHALF_KNOWN;
}

// The text in her language: "fr", or "fr-CA" when there is no other; else English.
function bestText(texts) {
  for (const code of [language(), "en"]) {
    const key = code in texts ? code
                              : Object.keys(texts)
                                .find((tag) => tag.startsWith(`${code}-`));
    if (key)
      return texts[key];
  }
  return Object.values(texts)[0] ?? "";
}

export function titleOf(question) {
  return question.own ? t("question.of", question.asker) : t(`${question.id}.title`);
}

export function textOf(question) {
  return question.own ? bestText(question.text) : t(`${question.id}.text`);
}

/** What it is called in the summary. */
export function nameOf(question) {
  return question.own ? bestText(question.text) : t(`${question.id}.name`);
}

export function choicesOf(question) {
  return question.answers.map((answer) =>
    [answer, t(question.own ? answer : `${question.id}.${answer}`)]);
}

export function endOf(questions, number) {
  const { id, answer, stop } = questions[number];
  if (!answer)
    return null;
  switch (id) {
  case "adult_now":
  case "adults_in_image":
    return answer === "yes" ? null : END.MINOR;
  case "no_consent_to_share":
    return answer === "yes" ? null : END.CONSENT;
  case ON_BEHALF_KNOWN:
    return answer === "yes" || !isDue(questions, number) ? null : END.UNKNOWING;
  default:
    return answer === stop ? END.RECIPIENT : null;
  }
}
