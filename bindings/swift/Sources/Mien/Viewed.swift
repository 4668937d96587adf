// SPDX-License-Identifier: Apache-2.0
import CMien
import Foundation

/// What was found in a file, and the views of its picture, from one decoding.
///
/// For all of its ways in:
/// - `for`: what the views are for.
/// - `budget`: the most hashes, the best ones first; 0: as many as usual.
/// - They throw what those of `Media` throw; argument also for a mode that is not `full`
///   and for a speed that is not `exact`.
public struct Viewed: Sendable {
    /// The picture as a whole, and the file.
    public let media: Media
    /// The parts, the best first; the first is the whole picture.
    public let views: [View]

    /// Hashes the file at a path.
    public init(
        path: String, for purposes: View.Purposes, budget: Int = 0,
        options: MediaOptions = MediaOptions()
    ) throws {
        let path = try plain(path: path)
        self = try viewed(purposes, budget, options) {
            mien_media_views_path($0, $1, $2, $3, path, $4, $5, $6)
        }
    }

    /// Hashes the file that a URL names.
    public init(
        contentsOf url: URL, for purposes: View.Purposes, budget: Int = 0,
        options: MediaOptions = MediaOptions()
    ) throws {
        try self.init(path: path(of: url), for: purposes, budget: budget, options: options)
    }

    /// Hashes the rest of an open file, which stays open.
    public init(
        fileDescriptor: Int32, for purposes: View.Purposes, budget: Int = 0,
        options: MediaOptions = MediaOptions()
    ) throws {
        self = try viewed(purposes, budget, options) {
            mien_media_views_fd($0, $1, $2, $3, fileDescriptor, $4, $5, $6)
        }
    }

    /// Hashes a file in memory.
    public init(
        data: Data, for purposes: View.Purposes, budget: Int = 0,
        options: MediaOptions = MediaOptions()
    ) throws {
        self = try data.withUnsafeBytes { bytes in
            try viewed(purposes, budget, options) {
                mien_media_views_bytes(
                    $0, $1, $2, $3, bytes.baseAddress, bytes.count, $4, $5, $6)
            }
        }
    }
}

private typealias ViewsCall = (
    UnsafeMutablePointer<mien_media>, UnsafeMutablePointer<mien_view>, Int,
    UnsafeMutablePointer<Int>, UnsafePointer<mien_media_options>,
    UnsafePointer<mien_views_options>, UnsafeMutablePointer<mien_error>
) -> mien_status

/// Calls a function that hashes a file and makes its views.
private func viewed(
    _ purposes: View.Purposes, _ budget: Int, _ options: MediaOptions, _ call: ViewsCall
) throws -> Viewed {
    var media = mien_media()
    let views = try View.fromC(purposes, budget) { views, capacity, count, how in
        try options.call { call(&media, views, capacity, count, $0, how, $1) }
    }
    return Viewed(media: Media(media), views: views)
}

extension Viewed {
    fileprivate init(media: Media, views: [View]) {
        self.media = media
        self.views = views
    }
}

extension View {
    /// Calls a function that fills an array of views.
    static func fromC(
        _ purposes: Purposes, _ budget: Int,
        _ call: (
            UnsafeMutablePointer<mien_view>, Int, UnsafeMutablePointer<Int>,
            UnsafePointer<mien_views_options>
        ) throws -> Void
    ) throws -> [View] {
        guard let most = UInt32(exactly: budget) else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "a budget out of range")
        }
        var how = mien_views_options()
        how.size = MemoryLayout<mien_views_options>.stride
        how.purposes = purposes.rawValue
        how.budget = most
        var views = [mien_view](repeating: mien_view(), count: Int(MIEN_VIEWS_MAX))
        var count = 0
        try call(&views, views.count, &count, &how)
        return views.prefix(count).compactMap { View($0) }
    }
}
