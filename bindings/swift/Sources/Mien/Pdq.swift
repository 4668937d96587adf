// SPDX-License-Identifier: Apache-2.0
import CMien

/// How one pixel lies in memory: 8 bits a channel, in the order of the name.
public enum PixelFormat: Sendable {
    case gray8
    case rgb8
    case bgr8
    /// Alpha is dropped.
    case rgba8
    /// Alpha is dropped.
    case bgra8

    var asC: mien_pixel_format {
        switch self {
        case .gray8: return MIEN_PIXEL_GRAY8
        case .rgb8: return MIEN_PIXEL_RGB8
        case .bgr8: return MIEN_PIXEL_BGR8
        case .rgba8: return MIEN_PIXEL_RGBA8
        case .bgra8: return MIEN_PIXEL_BGRA8
        }
    }

    /// The bytes of one pixel.
    public var size: Int {
        mien_pixel_size(asC)
    }
}

/// How a hash is made. See `enum mien_pdq_mode` in `<mien/pdq.h>`.
public enum PdqMode: Sendable {
    /// Every pixel, every rounding of the reference: the default.
    case full
    /// As Meta's pdq-photo-hasher does: large pictures are first resized to 512 x 512.
    case cli512
    /// Some four times as fast, and seldom a bit or two off: for looking up only.
    case approximate
    /// `approximate`, and where that is in doubt `full`.
    case guarded

    var asC: mien_pdq_mode {
        switch self {
        case .full: return MIEN_PDQ_FULL
        case .cli512: return MIEN_PDQ_CLI512
        case .approximate: return MIEN_PDQ_APPROXIMATE
        case .guarded: return MIEN_PDQ_GUARDED
        }
    }
}

/// The hash of a picture's pixels, how much detail it rests on, and its companions.
public struct Pdq: Sendable {
    /// A hash of a lower quality matches strangers, and does not protect the picture.
    public static let qualityMin = Int(MIEN_PDQ_QUALITY_MIN)

    /// The hash.
    public var hash: Hash {
        dihedral[0]
    }
    /// 0 (none) to 100.
    public let quality: Int
    /// The hashes of the picture turned and mirrored in the eight ways of
    /// `enum mien_dihedral`.
    public let dihedral: [Hash]

    /// Hashes rows of pixels in memory, which are only read.
    ///
    /// - Parameters:
    ///   - pixels: the whole buffer, from its lowest address.
    ///   - stride: bytes from a row to the next; nil when the rows lie without gaps.
    ///     With a negative one they lie bottom-up: the first is the last in the buffer.
    /// - Throws: `MienError`: argument, for rows that do not fit into the buffer.
    public init(
        pixels: UnsafeRawBufferPointer, width: Int, height: Int, format: PixelFormat,
        stride: Int? = nil, mode: PdqMode = .full
    ) throws {
        let rows = try Rows(
            pixels, width: width, count: height, format: format, stride: stride)
        var pdq = mien_pdq()
        var hashes = [mien_hash](repeating: mien_hash(), count: Int(MIEN_DIHEDRAL_COUNT))
        try check(
            mien_pdq_hash(
                &pdq, &hashes, rows.first, rows.stride, rows.width, rows.count, format.asC,
                mode.asC))
        self.init(quality: pdq.quality, hashes)
    }

    init(quality: UInt32, _ hashes: [mien_hash]) {
        self.quality = Int(quality)
        dihedral = hashes.map { Hash($0) }
    }

    /// Hashes rows of pixels in an array.
    public init(
        pixels: [UInt8], width: Int, height: Int, format: PixelFormat, stride: Int? = nil,
        mode: PdqMode = .full
    ) throws {
        self = try pixels.withUnsafeBytes {
            try Pdq(
                pixels: $0, width: width, height: height, format: format, stride: stride,
                mode: mode)
        }
    }
}
