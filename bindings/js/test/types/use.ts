// SPDX-License-Identifier: Apache-2.0
// Compiled, not run: the types allow what is promised, and not what is not.
import {
  DIHEDRAL,
  Hash,
  Hasher,
  MienError,
  QUALITY_MIN,
  RADIUS,
  type Pdq,
  type PdqStream,
  type StatusName,
} from "mien";
import { PictureHasher, type Picture, type View } from "mien/pictures";
import { HashWorker, type AnyPicture } from "mien/worker";

export async function pixels(
  data: Uint8Array,
  width: number,
  height: number,
): Promise<Pdq> {
  const hasher = await Hasher.load({
    useSimd: false,
    plain: new URL("https://example.org/"),
  });
  const pdq: Pdq = hasher.hashPixels(
    { data, width, height, format: "rgb8", stride: 3 * width },
    { mode: "guarded", progress: (done, all) => done < all },
  );
  hasher.hashPixels({ data: data.buffer as ArrayBuffer, width, height });
  const stream: PdqStream = hasher.stream(width, height, "gray8", "cli512");
  stream.push(data, width);
  const rows: number = stream.rows;
  stream.abandon();
  const { hash, quality, dihedral } = stream.finish();
  const near: boolean =
    hash.distance(dihedral[1] ?? pdq.hash) <= RADIUS && quality >= QUALITY_MIN;
  const memory: number = hasher.memory + rows;
  const words: string =
    hasher.version + hash.hex + hash.toString() + hash.toJSON() + DIHEDRAL[7];
  const bytes: Uint8Array = hash.toBytes();
  const dot: boolean =
    hasher.simd || near || hash.bit(0, 15) || hash.equals(Hash.fromBytes(bytes));
  // @ts-expect-error: an immutable value
  hash.hex = words;
  // @ts-expect-error: no such format
  hasher.hashPixels({ data, width, height, format: "rgb" });
  // @ts-expect-error: the width is missing
  hasher.hashPixels({ data, height });
  // @ts-expect-error: made by load()
  new Hasher();
  // @ts-expect-error: made by fromHex()
  new Hash();
  // @ts-expect-error: numbers are no picture
  hasher.hashPixels({ data: [1, 2, 3], width, height });
  // @ts-expect-error: frozen
  pdq.dihedral.push(hash);
  return dot && memory > 0 ? pdq : hasher.hashPixels({ data, width, height });
}

export function failure(error: unknown): StatusName | undefined {
  if (!(error instanceof MienError)) return undefined;
  const name: "MienError" = error.name;
  // @ts-expect-error: no such status
  if (error.status === "OK") return undefined;
  // @ts-expect-error: no such status
  new MienError("NONE");
  return name && error.detail ? error.status : "INTERNAL";
}

export async function files(bytes: Uint8Array): Promise<View[]> {
  const hasher: Hasher = await PictureHasher.load();
  const pictures = await PictureHasher.load({ simd: bytes });
  const picture: Picture = pictures.hashFile(bytes, {
    allowPartial: true,
    alphaOnWhite: true,
    pixels: 5,
    fileBytes: 5,
    memory: 5,
    progress: () => {},
  });
  const format: "jpeg" | "png" = picture.format;
  const read = (offset: number, length: number) =>
    bytes.subarray(offset, offset + length);
  const found = pictures.viewsFile({ size: 5, read }, { purpose: "query", budget: 5 });
  const place: number =
    found.views[0]?.place.degrees ?? picture.seen + picture.orientation;
  // @ts-expect-error: what for?
  pictures.viewsFile(bytes, {});
  // @ts-expect-error: a Hasher has no files
  hasher.hashFile(bytes);
  return format === "png" &&
    place > 0 &&
    picture.partial &&
    picture.alpha &&
    picture.animated
    ? found.views
    : pictures.viewsPixels({ data: bytes, width: 5, height: 5 }, { purpose: "bank" });
}

export async function worker(file: Blob, signal: AbortSignal): Promise<AnyPicture> {
  const its = new HashWorker({ useSimd: true });
  const picture = await its.hashFile(file, {
    signal,
    onprogress: (done, all) => void (done / all),
  });
  const { views } = await its.viewsFile(file, { purpose: "bank", allowPartial: true });
  const pdq: Pdq = await its.hashPixels({
    data: views[0]!.hashes[0]!.toBytes(),
    width: 2,
    height: 4,
  });
  const other: boolean = picture.decodedBy === "canvas" && picture.format === "webp";
  // @ts-expect-error: a canvas also decodes other formats
  const same: Picture = picture;
  // @ts-expect-error: progress goes through onprogress
  its.hashFile(file, { progress: () => true });
  its.close();
  return other && pdq.quality > 0 ? picture : { ...picture, ...same };
}
