// SPDX-License-Identifier: Apache-2.0
// The gates, those of mien/case.h.

export const DOCUMENT_MAX = 16 << 20; // bytes of a document or a wallet
export const RECIPIENT_MAX = 64 << 10; // bytes of a recipient file
export const ITEMS_MAX = 4096; // pictures and films in a case
export const RECIPIENTS_MAX = 64; // for whom one document is sealed
// Hashes of one picture, as far as they are made here; an item with more signals than
// the second number is malformed.
export const HASHES_MAX = 1024;
export const SIGNALS_MAX = 5120;
// Hashes of all pictures of one document: 8 of each of ITEMS_MAX, or 704 of each of 46.
export const DOCUMENT_HASHES = 32768;
