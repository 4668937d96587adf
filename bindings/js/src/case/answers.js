// SPDX-License-Identifier: Apache-2.0
// Her answers, as a case keeps them and as the attestation of a document says them:
// true and false, and "yes", "no" and "unsure" where one may be unsure.
import { failure } from "./failure.js";
import { isQuestionId, isStandard, QUESTIONS, readAnswer } from "./questions.js";

/** @param {string} question */
function isAboutAge(question) {
  return question === "adult_now" || question === "adults_in_image";
}

/**
 * @param {import("./its.js").Its} its
 * @param {string} question
 * @param {import("../case.js").Answer} answer
 */
export function noteAnswer(its, question, answer) {
  if (!isQuestionId(question)) throw failure("ARGUMENT", "case", "no such question");
  if (!["yes", "no", "unsure"].includes(answer))
    throw failure("ARGUMENT", "case", "no such answer");
  if (isAboutAge(question) && answer !== "yes") its.refused = true;
  if (its.refused)
    throw failure("REFUSED", "case", "somebody may be under 18: there is no case");
  if (answer === "unsure" && isStandard(question) && question !== "synthetic")
    throw failure("ARGUMENT", "case", "it asks for yes or no");
  its.answers[question] =
    answer === "unsure" || question === "synthetic" ? answer : answer === "yes";
}

/**
 * @param {string} id
 * @param {string} problem
 */
function refused(id, problem) {
  return failure("REFUSED", `question ${id}`, problem);
}

/**
 * Whether everything is answered that every case asks. Throws REFUSED.
 * @param {any} answers
 */
export function judgeAnswers(answers) {
  for (const id of QUESTIONS) {
    const answer = readAnswer(answers[id]);
    if (answer === null) throw refused(id, "not answered");
    if (isAboutAge(id) && answer !== "yes")
      throw refused(id, "somebody may be under 18");
  }
  if (readAnswer(answers.no_consent_to_share) !== "yes")
    throw refused("no_consent_to_share", "she agrees to the sharing");
}

/**
 * Whether everything is answered that the recipient asks, and not with what ends it.
 * Throws REFUSED.
 * @param {any} answers
 * @param {import("./recipient.js").Body} body
 */
export function judgeAnswersFor(answers, body) {
  for (const { id, unsure = true, stop } of body.file.questions ?? []) {
    const answer = readAnswer(answers[id]);
    if (answer === null || (answer === "unsure" && !unsure))
      throw refused(id, "not answered");
    if (answer === readAnswer(stop))
      throw refused(id, "with this answer the recipient takes no case");
  }
}

/**
 * The attestation for these recipients. What one of them asks is told to all for whom
 * this document is, and to no others.
 * @param {any} answers
 * @param {readonly import("./recipient.js").Body[]} bodies
 */
export function attestation(answers, bodies) {
  const told = Object.create(null);
  const theirs = bodies.flatMap((body) => body.file.questions ?? []);
  for (const id of [...QUESTIONS, ...theirs.map((question) => question.id)])
    if (answers[id] !== undefined) told[id] = answers[id];
  return told;
}
