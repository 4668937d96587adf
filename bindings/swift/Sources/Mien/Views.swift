// SPDX-License-Identifier: Apache-2.0
import CMien
import Foundation

/// A part of a picture, hashed as plain PDQ, so that the picture is found again when it was
/// cropped, mirrored, framed, tilted, covered or put into a screenshot. Its hashes say much
/// of a picture, and its place more: they are secret.
public struct View: Hashable, Sendable, CustomStringConvertible {
    /// What a view shows. See `enum mien_view_kind` in `<mien/views.h>`.
    public enum Kind: UInt32, CaseIterable, Sendable {
        /// Every pixel as stored: plain PDQ.
        case whole = 0
        /// As a viewer turns it.
        case seen = 1
        /// Without its frame, or from a page.
        case trimmed = 2
        /// Its centre.
        case zoom = 3
        /// An edge cut off, or to a usual format.
        case crop = 4
        /// Turned by a few degrees.
        case tilt = 5
        /// Around a place that the content chose.
        case window = 6
        /// Such a window, turned by a few degrees.
        case turned = 7
        /// The whole picture with its colours inverted.
        case negative = 8

        var asC: mien_view_kind {
            mien_view_kind(rawValue: numericCast(rawValue))
        }
    }

    /// What views are for.
    public struct Purposes: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// To be found: hundreds of hashes, eight for each view.
        public static let bank = Purposes(rawValue: UInt32(MIEN_VIEWS_BANK))
        /// To look up: one hash for each view but the first, which has eight.
        public static let query = Purposes(rawValue: UInt32(MIEN_VIEWS_QUERY))
    }

    /// Where a view lies in the stored picture, in its pixels.
    public struct Place: Hashable, Sendable {
        /// The centre; (0, 0) is the corner of the first pixel.
        public var x: Float = 0
        public var y: Float = 0
        /// The sides; 0: not known.
        public var width: Float = 0
        public var height: Float = 0
        /// Clockwise, about the centre.
        public var degrees: Float = 0

        public init() {
        }

        package init(_ place: mien_view_place) {
            x = place.x
            y = place.y
            width = place.width
            height = place.height
            degrees = place.degrees
        }
    }

    /// What it shows.
    public let kind: Kind
    /// Among those of its kind, 0 to 255.
    public let number: Int
    /// Of the hashes, 0 to 100.
    public let quality: Int
    /// The original alone, or all eight in the order of `Dihedral`.
    public let hashes: [Hash]
    /// Where it lies.
    public let place: Place

    /// Makes a view of what was stored of one.
    ///
    /// - Throws: `MienError`: argument, for other numbers than above, and for other than
    ///   one or eight hashes.
    public init(
        kind: Kind, number: Int, hashes: [Hash], quality: Int = 100, place: Place = Place()
    ) throws {
        guard 0...255 ~= number, 0...100 ~= quality,
            hashes.count == 1 || hashes.count == Int(MIEN_DIHEDRAL_COUNT)
        else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "no such view")
        }
        self.kind = kind
        self.number = number
        self.quality = quality
        self.hashes = hashes
        self.place = place
    }

    /// nil for a kind that this version of the binding does not know.
    init?(_ view: mien_view) {
        guard let kind = Kind(rawValue: numericCast(view.kind.rawValue)) else {
            return nil
        }
        self.kind = kind
        number = Int(view.number)
        quality = Int(view.quality)
        place = Place(view.place)
        hashes = withUnsafeBytes(of: view.dihedral) { bytes in
            bytes.bindMemory(to: mien_hash.self).prefix(Int(view.count)).map { Hash($0) }
        }
    }

    package var asC: mien_view {
        var view = mien_view()
        view.kind = kind.asC
        view.number = UInt32(number)
        view.quality = UInt32(quality)
        view.count = UInt32(hashes.count)
        view.place.x = place.x
        view.place.y = place.y
        view.place.width = place.width
        view.place.height = place.height
        view.place.degrees = place.degrees
        withUnsafeMutableBytes(of: &view.dihedral) { bytes in
            let to = bytes.bindMemory(to: mien_hash.self)
            for (which, hash) in hashes.enumerated() {
                to[which] = hash.asC
            }
        }
        return view
    }

    /// The kind, and the number where there are several: "window-3", for instance.
    public var name: String {
        var name = [CChar](repeating: 0, count: Int(MIEN_VIEW_NAME_SIZE))
        // Fails for no kind and no number that a view can have.
        _ = mien_view_name(&name, kind.asC, UInt32(number))
        return text(name)
    }

    /// As `name`.
    public var description: String {
        name
    }

    /// Takes the name of a view apart; nil for what is none.
    public static func named(_ name: String) -> (kind: Kind, number: Int)? {
        var kind = MIEN_VIEW_WHOLE
        var number: UInt32 = 0
        let text = name.utf8CString.map { $0 }
        guard mien_view_from_name(&kind, &number, text, text.count - 1) == MIEN_OK,
            let known = Kind(rawValue: numericCast(kind.rawValue))
        else {
            return nil
        }
        return (known, Int(number))
    }

    /// What the variant of an index entry says for one of its hashes.
    public func variant(_ which: Dihedral = .original) -> ViewVariant {
        ViewVariant(kind: kind, number: number, dihedral: which)
    }

    /// Its entries for an index, one for each hash.
    public func entries(id: UInt64, list: UInt32 = 0) -> [Entry] {
        zip(Dihedral.allCases, hashes).map { which, hash in
            Entry(hash: hash, id: id, list: list, variant: variant(which).rawValue)
        }
    }

    /// Makes the views of an item out of its entries, as `Search.id` gives them: without
    /// places, which an index does not have. Entries whose variants are not those of views
    /// are left out, and so are views whose first hash is missing.
    public static func of(entries: [Entry]) -> [View] {
        var found: [UInt32: [Dihedral: Hash]] = [:]
        for entry in entries {
            if let variant = ViewVariant(rawValue: entry.variant) {
                let first = ViewVariant(
                    kind: variant.kind, number: variant.number, dihedral: .original)
                found[first.rawValue, default: [:]][variant.dihedral] = entry.hash
            }
        }
        return found.sorted { $0.key < $1.key }.compactMap { first, hashes in
            let all = Dihedral.allCases.compactMap { hashes[$0] }
            guard let variant = ViewVariant(rawValue: first),
                let original = hashes[.original]
            else {
                return nil
            }
            return try? View(
                kind: variant.kind, number: variant.number,
                hashes: all.count == Dihedral.allCases.count ? all : [original])
        }
    }

    /// Makes the views of rows of pixels, given as to `Pdq`: the best first. The first is
    /// the whole picture.
    ///
    /// - Parameters:
    ///   - purposes: what the views are for.
    ///   - budget: the most hashes, the best ones first; 0: as many as usual.
    ///   - orientation: how a viewer turns the picture.
    public static func of(
        pixels: UnsafeRawBufferPointer, width: Int, height: Int, format: PixelFormat,
        stride: Int? = nil, for purposes: Purposes, budget: Int = 0,
        orientation: Orientation = .topLeft
    ) throws -> [View] {
        let stream = try ViewsStream(width: width, height: height, format: format)
        try stream.push(pixels, rows: height, stride: stride)
        return try stream.finish(for: purposes, budget: budget, orientation: orientation)
    }

    /// Makes the views of rows of pixels in an array.
    public static func of(
        pixels: [UInt8], width: Int, height: Int, format: PixelFormat, stride: Int? = nil,
        for purposes: Purposes, budget: Int = 0, orientation: Orientation = .topLeft
    ) throws -> [View] {
        try pixels.withUnsafeBytes {
            try of(
                pixels: $0, width: width, height: height, format: format, stride: stride,
                for: purposes, budget: budget, orientation: orientation)
        }
    }
}

/// The variant of an index entry: which view it is of, and which of its hashes.
public struct ViewVariant: RawRepresentable, Hashable, Sendable {
    public let kind: View.Kind
    /// 0 to 255.
    public let number: Int
    public let dihedral: Dihedral

    // Of a view: the number is one that it can have.
    fileprivate init(kind: View.Kind, number: Int, dihedral: Dihedral) {
        self.kind = kind
        self.number = number
        self.dihedral = dihedral
    }

    /// nil for what is no variant of a view.
    public init?(rawValue: UInt32) {
        var kind = MIEN_VIEW_WHOLE
        var number: UInt32 = 0
        var dihedral = MIEN_DIHEDRAL_ORIGINAL
        guard mien_view_from_variant(&kind, &number, &dihedral, rawValue) == MIEN_OK,
            let known = View.Kind(rawValue: numericCast(kind.rawValue)),
            let which = Dihedral(dihedral)
        else {
            return nil
        }
        self.init(kind: known, number: Int(number), dihedral: which)
    }

    /// For `Entry`.
    public var rawValue: UInt32 {
        mien_view_variant(kind.asC, UInt32(number), dihedral.asC)
    }
}
