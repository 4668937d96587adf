// SPDX-License-Identifier: Apache-2.0
// Why a passphrase could be guessed: the simple things of tools/mien/secret_weakness.c,
// which have simple words. Not the dictionaries of zxcvbn, which the command has: they
// are larger than all of this page.

const SHORT = 12; // characters
const WALK_MOST = 3 / 4;

// In small letters, without what people put behind them: "Password123!" is among them.
const COMMON = new Set([
  "password", "passphrase", "letmein", "welcome", "iloveyou", "princess", "monkey",
  "dragon", "sunshine", "football", "admin", "secret", "trustno", "whatever",
  // French
  "motdepasse", "azerty", "bonjour", "doudou", "soleil", "chouchou", "jetaime",
  "loulou", "marseille", "coucou",
  // Spanish
  "contraseña", "contrasena", "teamo", "tequiero", "hola", "barcelona", "realmadrid",
  "amor", "estrella", "mariposa",
  // Arabic
  "كلمةالسر", "كلمة السر", "كلمةالمرور", "كلمة المرور", "حبيبي", "حبيبتي",
  "احبك", "أحبك", "بسم الله", "محمد"]);

// In which characters follow each other. Both directions count.
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl",
              "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"];

const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const isCommon = (text) => COMMON.has(text.replace(/[!-@[-`{-~]+$/, ""));

// The same thing at least three times, and nothing else.
function isRepeated(text) {
  for (let part = 1; part * 3 <= text.length; part++)
    if (text.startsWith(text.slice(part)))
      return true;
  return false;
}

function follow(a, b) {
  return ROWS.some((row) => row.includes(a + b) || row.includes(b + a));
}

// Three of four characters lie beside the one before.
function isWalk(text) {
  const steps = text.length - 1;
  let following = 0;
  for (let i = 0; i < steps; i++)
    following += follow(text[i], text[i + 1]) ? 1 : 0;
  return steps > 0 && following >= steps * WALK_MOST;
}

/** The key of the text that says why, or null. */
export function weaknessOf(passphrase) {
  const text = lower(passphrase);
  if (/[\0-\x1f\x7f]/.test(text))
    return "weak.control";
  if (isCommon(text))
    return "weak.common";
  if (/^[0-9 \-./+]*$/.test(text))
    return "weak.number";
  if (isRepeated(text))
    return "weak.repeated";
  if (isWalk(text))
    return "weak.walk";
  return [...text].length < SHORT ? "weak.short" : null;
}
