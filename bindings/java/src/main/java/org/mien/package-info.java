// SPDX-License-Identifier: Apache-2.0
/**
 * mien turns an intimate picture into a short number, a hash, on the device where the
 * picture is, so that platforms can recognise the picture and its copies and block them
 * without anyone ever sending the picture itself.
 *
 * <p>{@link org.mien.Hasher} hashes files, {@link org.mien.Pdq} and
 * {@link org.mien.PdqStream} hash pixels, {@link org.mien.Index} finds hashes again, and {@link org.mien.View} parts of
 * pictures. The
 * headers of C, in include/mien, say what each call means and costs. Failures are
 * {@link org.mien.MienException}.
 */
package org.mien;
