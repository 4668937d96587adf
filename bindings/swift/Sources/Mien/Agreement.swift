// SPDX-License-Identifier: Apache-2.0
import CMien

/// A view of an upload and a view of an item at a small distance.
public struct ViewMatch: Hashable, Sendable {
    /// How far apart the hashes of windows may be that take part in an agreement.
    public static let radius = Int(MIEN_VIEWS_RADIUS)

    /// Which of the upload's views: its place in the array.
    public let upload: Int
    /// Which of the item's.
    public let item: Int
    /// Which hash of the item's view.
    public let dihedral: Dihedral
    public let distance: Int

    public init(upload: Int, item: Int, dihedral: Dihedral, distance: Int) {
        self.upload = upload
        self.item = item
        self.dihedral = dihedral
        self.distance = distance
    }

    init(_ match: mien_view_match) {
        upload = Int(match.query)
        item = Int(match.bank)
        dihedral = Dihedral(match.dihedral) ?? .original
        distance = Int(match.distance)
    }

    // A number that is none of C's becomes one that C refuses.
    var asC: mien_view_match {
        var match = mien_view_match()
        match.query = UInt32(exactly: upload) ?? .max
        match.bank = UInt32(exactly: item) ?? .max
        match.dihedral = dihedral.asC
        match.distance = UInt32(exactly: distance) ?? .max
        return match
    }

    /// Compares every view of an upload with every view of an item, and gives the pairs
    /// within the radius, in the order of the upload's views, then the item's.
    public static func between(
        upload: [View], item: [View], radius: Int = ViewMatch.radius
    ) throws -> [ViewMatch] {
        guard let within = UInt32(exactly: radius) else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "a radius out of range")
        }
        let query = upload.map { $0.asC }
        let bank = item.map { $0.asC }
        var matches: [mien_view_match] = []
        var count = 256
        var status = MIEN_ERROR_LIMIT
        while status == MIEN_ERROR_LIMIT {
            matches = [mien_view_match](repeating: mien_view_match(), count: count)
            status = mien_views_match(
                &matches, matches.count, &count, query, query.count, bank, bank.count,
                within)
        }
        try check(status)
        return matches.prefix(count).map { ViewMatch($0) }
    }
}

/// Whether an upload is an item, and why. See `struct mien_agreement` in `<mien/views.h>`.
public struct Agreement: Hashable, Sendable {
    /// What was decided.
    public enum Verdict: UInt32, Sendable {
        /// They have nothing in common that counts.
        case nothing = 0
        /// They share something: for a person to look at.
        case review = 1
        /// It is this picture, or a part of it.
        case match = 2
    }

    /// Why.
    public enum Reason: UInt32, Sendable {
        /// Nothing matched.
        case none = 0
        /// A view of the whole picture matched.
        case view = 1
        /// Windows agree.
        case windows = 2
        /// Windows matched that do not agree, or too few.
        case shared = 3
    }

    /// Two views, as places in the two arrays.
    public struct Nearest: Hashable, Sendable {
        public let upload: Int
        public let item: Int
        public let distance: Int
    }

    public let verdict: Verdict
    public let reason: Reason
    /// The nearest views; nil when none are within 31 bits.
    public let nearest: Nearest?
    /// How the item is turned in the upload.
    public let dihedral: Dihedral
    /// How many of the item's windows agree,
    public let agreeing: Int
    /// and with how many of them they were compared.
    public let windows: Int
    /// The part of what both have in common that agreeing windows cover, 0 to 1.
    public let covered: Double
    /// a to f: the item's pixel (x, y) is at (a x + b y + c, d x + e y + f) in the upload.
    /// nil when that is not known.
    public let transform: [Float]?

    /// Decides whether an upload is an item.
    ///
    /// - Parameters:
    ///   - upload: its views, made for `.query`.
    ///   - item: its views, made for `.bank` or by `View.of(entries:)`.
    ///   - matches: between the two arrays, in any order; nil: found here, within
    ///     `ViewMatch.radius`. Those that an index gives, within 31 bits, are enough for
    ///     most.
    /// - Throws: `MienError`: argument, for more than 384 views and for a match that points
    ///   outside the arrays; memory.
    public init(upload: [View], item: [View], matches: [ViewMatch]? = nil) throws {
        let pairs = try matches ?? ViewMatch.between(upload: upload, item: item)
        let query = upload.map { $0.asC }
        let bank = item.map { $0.asC }
        let given = pairs.map { $0.asC }
        var found = mien_agreement()
        try check(
            mien_views_decide(
                &found, query, query.count, bank, bank.count, given, given.count))
        self.init(found)
    }

    private init(_ found: mien_agreement) {
        verdict = Verdict(rawValue: numericCast(found.verdict.rawValue)) ?? .review
        reason = Reason(rawValue: numericCast(found.reason.rawValue)) ?? .none
        dihedral = Dihedral(found.dihedral) ?? .original
        nearest =
            found.distance > UInt32(MIEN_PDQ_RADIUS)
            ? nil
            : Nearest(
                upload: Int(found.query), item: Int(found.bank),
                distance: Int(found.distance))
        agreeing = Int(found.agreeing)
        windows = Int(found.windows)
        covered = Double(found.covered)
        let numbers = withUnsafeBytes(of: found.transform) { bytes in
            Array(bytes.bindMemory(to: Float.self))
        }
        transform = numbers.allSatisfy { $0 == 0 } ? nil : numbers
    }
}
