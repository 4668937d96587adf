// SPDX-License-Identifier: Apache-2.0
// From DCT coefficients to hashes.
#ifndef MIEN_PDQ_BITS_H
#define MIEN_PDQ_BITS_H

#include <mien/pdq.h>

// One bit for each of the 256 coefficients: is it above their lower median?
void mien_bits(struct mien_hash *out, const float coefficients[16][16]);

// How far the coefficients on both sides of the median are apart, for the picture
// turned or mirrored: the 129th smallest less the 128th.
float mien_bits_gap(const float coefficients[16][16], enum mien_dihedral which);

// The hash of the picture turned or mirrored, from the coefficients of the picture as
// it is: turning a picture only transposes its DCT and changes signs.
void mien_bits_dihedral(struct mien_hash *out, const float coefficients[16][16],
                        enum mien_dihedral which);

#endif
