// SPDX-License-Identifier: Apache-2.0
// Days as text: "2026-11-21". They compare as texts.

/** @param {number} year */
function isLeap(year) {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Whether it is a day of the Gregorian calendar.
 * @param {unknown} day
 */
export function isDay(day) {
  if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const [year, month, date] = day.split("-").map(Number);
  const days = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && date >= 1 && date <= days[month - 1];
}

/**
 * The same day of the next year; of 29 February the 28th. There is none after 9999.
 * @param {string} day
 */
export function yearLater(day) {
  const year = Number(day.slice(0, 4)) + 1;
  if (year > 9999) return "9999-12-31";
  const later = String(year).padStart(4, "0") + day.slice(4);
  return isDay(later) ? later : later.slice(0, 9) + "8";
}
