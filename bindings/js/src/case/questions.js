// SPDX-License-Identifier: Apache-2.0
// Questions: those of every case, and those of a recipient file, at the gate.
import { asText, isLanguage, isName, isObject, isShowable } from "./members.js";

const QUESTIONS_MAX = 20;
const LANGUAGES_MAX = 64;

export const QUESTIONS = Object.freeze(
  /** @type {const} */ ([
    "adult_now",
    "adults_in_image",
    "self_in_image",
    "no_consent_to_share",
    "synthetic",
    "on_behalf",
  ]),
);

/** @param {string} question */
export function isStandard(question) {
  return QUESTIONS.some((standard) => standard === question);
}

/**
 * Whether it can be the id of a question.
 * @param {unknown} id
 */
export function isQuestionId(id) {
  const text = asText(id, 64);
  return text !== null && isName(text, "_");
}

/**
 * Reads an answer as JSON has it; null: it is none.
 * @param {unknown} value
 * @returns {import("../case.js").Answer | null}
 */
export function readAnswer(value) {
  if (value === true || value === "yes") return "yes";
  if (value === false || value === "no") return "no";
  return value === "unsure" ? "unsure" : null;
}

/**
 * Whether it is the question in several languages.
 * @param {any} texts
 */
function areTexts(texts) {
  if (!isObject(texts)) return false;
  const languages = Object.keys(texts);
  return (
    languages.length > 0 &&
    languages.length <= LANGUAGES_MAX &&
    languages.every((language) => isLanguage(language) && isShowable(texts[language]))
  );
}

/** @param {any} question */
function problemOf(question) {
  if (!isObject(question) || !isQuestionId(question.id))
    return "a question has no good id";
  if (question.text === undefined ? !isStandard(question.id) : !areTexts(question.text))
    return "a question has no good text";
  if (question.unsure !== undefined && typeof question.unsure !== "boolean")
    return 'a question\'s "unsure" is neither true nor false';
  const stop = question.stop === undefined ? "no" : readAnswer(question.stop);
  if (stop !== "yes" && stop !== "no")
    return 'a question\'s "stop" is neither yes nor no';
  return null;
}

/**
 * What is wrong with the questions of a recipient file, or null.
 * @param {any} questions
 */
export function questionsProblem(questions) {
  if (questions === undefined) return null;
  if (!Array.isArray(questions)) return "the questions are no list";
  if (questions.length > QUESTIONS_MAX) return "too many questions";
  for (const question of questions) {
    const problem = problemOf(question);
    if (problem !== null) return problem;
  }
  return null;
}

/**
 * A question that was judged, as callers get it.
 * @param {any} question
 * @returns {import("../case.js").Question}
 */
export function tellQuestion(question) {
  return Object.freeze({
    id: question.id,
    text: Object.freeze({ ...question.text }),
    unsure: question.unsure ?? true,
    stop: /** @type {"yes" | "no" | null} */ (readAnswer(question.stop)),
  });
}
