// SPDX-License-Identifier: Apache-2.0
// Hashes of picture files, JPEG and PNG, decoded by the same libraries as everywhere
// else. A browser's own decoder may manage colours or add noise to what is read back
// from a canvas; this one does neither, so that the hash is the reference's.
import type { Hash, Hasher, HashOptions, LoadOptions, Pdq, Pixels } from "./index.js";

export interface PictureOptions {
  readonly progress?: HashOptions["progress"];
  /** Hash a damaged file as far as it goes; `partial` then says so. */
  readonly allowPartial?: boolean;
  /** Lay transparent pixels over white instead of dropping alpha as the reference does. */
  readonly alphaOnWhite?: boolean;
  /** Limits of one file; those of mien/decode.h if absent. */
  readonly pixels?: number;
  readonly fileBytes?: number;
  readonly memory?: number;
}

/** What was found in a file. */
export interface Picture extends Pdq {
  readonly format: "jpeg" | "png";
  /** Of the stored picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The EXIF orientation that a viewer applies, 1 to 8. */
  readonly orientation: number;
  /** Which of the eight hashes is that of the picture as a viewer shows it. */
  readonly seen: number;
  readonly partial: boolean;
  readonly alpha: boolean;
  readonly animated: boolean;
}

/** A part or another sight of a picture, hashed (mien/views.h). */
export interface View {
  /** "whole", "window-3", ... as documents write it. */
  readonly name: string;
  readonly quality: number;
  /** Eight hashes in the order of DIHEDRAL for a bank, else one. */
  readonly hashes: readonly Hash[];
  /** Centre, sides in stored pixels, and degrees clockwise. */
  readonly place: { readonly x: number; readonly y: number; readonly width: number;
                    readonly height: number; readonly degrees: number };
}

export interface ViewsOptions extends PictureOptions {
  /** "bank": to be found, eight hashes each. "query": to look up. */
  readonly purpose: "bank" | "query";
  /** The most hashes; the defaults of mien/views.h if absent. */
  readonly budget?: number;
}

export type PixelViewsOptions = Pick<ViewsOptions, "purpose" | "budget" | "progress">;

/** A file: its bytes, or, where it is not to be in memory whole, a way to read it. */
export type FileSource = ArrayBuffer | ArrayBufferView | {
  readonly size: number;
  /** At most `length` bytes from `offset` on, at once: FileReaderSync in a Worker,
   *  fs.readSync in Node. */
  read(offset: number, length: number): ArrayBuffer | ArrayBufferView;
};

/** Hashes files and pixels. Throws MienError UNSUPPORTED for other formats, with what it
 *  is in `detail` ("WebP"). */
export class PictureHasher extends Hasher {
  static load(options?: LoadOptions): Promise<PictureHasher>;
  hashFile(file: FileSource, options?: PictureOptions): Picture;
  viewsFile(file: FileSource, options: ViewsOptions): { picture: Picture; views: View[] };
  viewsPixels(pixels: Pixels, options: PixelViewsOptions): View[];
}
