// SPDX-License-Identifier: Apache-2.0
import CMien
import Foundation

/// The memory of a server's thread, taken once: give it in the options of each call. It
/// belongs to one call at a time: a second one fails as busy.
public final class MediaContext: @unchecked Sendable {
    let handle: OpaquePointer

    /// Takes so many bytes, at least 1 MiB.
    public init(memory: Int) throws {
        var opened: OpaquePointer?
        // C takes a negative number as a very large one.
        try check { mien_media_context_open(&opened, max(memory, 0), $0) }
        handle = opened!
    }

    deinit {
        mien_media_context_close(handle)
    }
}

/// How to hash a file. See `struct mien_media_options` in `<mien/media.h>`.
public struct MediaOptions {
    /// How much of a JPEG is decoded. Hashes of others than `exact` are for looking up only.
    public enum Speed: Sendable {
        case exact
        case fast
        case fastest

        var asC: mien_media_speed {
            switch self {
            case .exact: return MIEN_MEDIA_EXACT
            case .fast: return MIEN_MEDIA_FAST
            case .fastest: return MIEN_MEDIA_FASTEST
            }
        }
    }

    public var mode = PdqMode.full
    public var speed = Speed.exact
    /// Hash damaged pictures as far as they go; `Media.isPartial` tells.
    public var allowPartial = false
    /// Lay transparent pixels over white, in place of dropping the alpha channel.
    public var alphaOnWhite = false
    /// With the speed `fastest`: a somewhat nearer hash of large progressive files, for some
    /// time more.
    public var firstAc = false
    /// Compute MD5 and SHA-256 of the file.
    public var digests = true
    /// The most pixels; nil: 200 million.
    public var maxPixels: UInt64?
    /// The longest side in pixels; nil: 65535.
    public var maxSide: UInt32?
    /// The largest file; nil: 256 MiB.
    public var maxFileBytes: UInt64?
    /// The most memory that a file may make mien hold; nil: 1 GiB.
    public var maxMemory: UInt64?
    /// Gets the rows done and the rows in all (0 while that is not known), and answers
    /// whether to go on. What it throws comes out of the call.
    public var progress: ((Int, Int) throws -> Bool)?
    public var context: MediaContext?

    public init() {
    }

    private var flags: UInt32 {
        (allowPartial ? UInt32(MIEN_MEDIA_ALLOW_PARTIAL) : 0)
            | (alphaOnWhite ? UInt32(MIEN_MEDIA_ALPHA_ON_WHITE) : 0)
            | (firstAc ? UInt32(MIEN_MEDIA_FIRST_AC) : 0)
            | (digests ? 0 : UInt32(MIEN_MEDIA_NO_DIGESTS))
    }

    private var limits: mien_decode_limits {
        var limits = mien_decode_limits()
        mien_decode_limits_init(&limits)
        limits.pixels = maxPixels ?? limits.pixels
        limits.side = maxSide ?? limits.side
        limits.file_bytes = maxFileBytes ?? limits.file_bytes
        limits.memory = maxMemory ?? limits.memory
        return limits
    }

    /// Calls a function of C with these options, and throws what it failed with.
    func call(_ function: MediaFunction) throws {
        var limits = self.limits
        var given = mien_media_options()
        given.size = MemoryLayout<mien_media_options>.stride
        given.mode = mode.asC
        given.speed = speed.asC
        given.flags = flags
        given.context = context?.handle
        let told = progress.map { Told($0) }
        if let told = told {
            given.progress = tell
            given.progress_context = Unmanaged.passUnretained(told).toOpaque()
        }
        do {
            // C has pointers to the two, which Swift does not see.
            try withExtendedLifetime((told, context)) {
                try withUnsafePointer(to: &limits) { pointer in
                    given.limits = pointer
                    try check { function(&given, $0) }
                }
            }
        } catch {
            throw told?.thrown ?? error
        }
    }
}

/// What was found in a file.
public struct Media: Sendable {
    /// The hash of the rows as stored, which is the reference's.
    public var hash: Hash {
        dihedral[0]
    }
    /// The hash of the picture as a viewer shows it, who heeds the EXIF orientation.
    public let seenHash: Hash
    /// All eight, in the order of `enum mien_dihedral`.
    public let dihedral: [Hash]
    /// 0 to 100.
    public let quality: Int
    /// Of the stored picture.
    public let width: Int
    public let height: Int
    /// "JPEG", for instance.
    public let format: String
    /// Whether the picture is damaged or cut short, and was hashed all the same.
    public let isPartial: Bool
    /// Whether the hashes were made with `PdqMode.full` and `Speed.exact`: no others are
    /// fit for a case.
    public let isExact: Bool
    public let fileBytes: UInt64
    /// Zero when the options asked for no digests.
    public let md5: [UInt8]
    public let sha256: [UInt8]

    init(_ media: mien_media) {
        dihedral = withUnsafeBytes(of: media.dihedral) { bytes in
            bytes.bindMemory(to: mien_hash.self).map { Hash($0) }
        }
        seenHash = dihedral[Int(media.seen.rawValue)]
        quality = Int(media.quality)
        width = Int(media.image.width)
        height = Int(media.image.height)
        format = String(cString: mien_format_name(media.image.format))
        isPartial = media.image.flags & UInt32(MIEN_IMAGE_PARTIAL) != 0
        isExact = media.mode == MIEN_PDQ_FULL && media.speed == MIEN_MEDIA_EXACT
        fileBytes = media.file_bytes
        md5 = withUnsafeBytes(of: media.md5) { Array($0) }
        sha256 = withUnsafeBytes(of: media.sha256) { Array($0) }
    }

    /// Hashes the file at a path.
    public init(path: String, options: MediaOptions = MediaOptions()) throws {
        let path = try plain(path: path)
        self = try hashed(options) { mien_media_hash_path($0, path, $1, $2) }
    }

    /// Hashes the file that a URL names.
    public init(contentsOf url: URL, options: MediaOptions = MediaOptions()) throws {
        try self.init(path: path(of: url), options: options)
    }

    /// Hashes the rest of an open file, which stays open.
    public init(fileDescriptor: Int32, options: MediaOptions = MediaOptions()) throws {
        self = try hashed(options) { mien_media_hash_fd($0, fileDescriptor, $1, $2) }
    }

    /// Hashes a file in memory.
    public init(data: Data, options: MediaOptions = MediaOptions()) throws {
        self = try data.withUnsafeBytes { bytes in
            try hashed(options) {
                mien_media_hash_bytes($0, bytes.baseAddress, bytes.count, $1, $2)
            }
        }
    }
}

/// What C hands to the callback.
private final class Told {
    let progress: (Int, Int) throws -> Bool
    var thrown: Error?

    init(_ progress: @escaping (Int, Int) throws -> Bool) {
        self.progress = progress
    }
}

private func tell(_ context: UnsafeMutableRawPointer?, _ done: UInt32, _ all: UInt32) -> Bool {
    let told = Unmanaged<Told>.fromOpaque(context!).takeUnretainedValue()
    do {
        return try told.thrown == nil && told.progress(Int(done), Int(all))
    } catch {
        told.thrown = error
        return false
    }
}

/// Gets the options, and where to say what failed.
typealias MediaFunction = (
    UnsafePointer<mien_media_options>, UnsafeMutablePointer<mien_error>
) -> mien_status

/// Calls a function that hashes a file.
private func hashed(
    _ options: MediaOptions,
    _ function: (
        UnsafeMutablePointer<mien_media>, UnsafePointer<mien_media_options>,
        UnsafeMutablePointer<mien_error>
    ) -> mien_status
) throws -> Media {
    var media = mien_media()
    try options.call { function(&media, $0, $1) }
    return Media(media)
}
