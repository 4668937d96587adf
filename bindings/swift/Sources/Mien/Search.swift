// SPDX-License-Identifier: Apache-2.0
import CMien

/// An entry within the radius of a query.
public struct Match: Hashable, Sendable {
    public let id: UInt64
    public let list: UInt32
    public let variant: UInt32
    /// The Hamming distance to the query.
    public let distance: Int
    /// Which query of a batch, from 0.
    public let query: Int
    /// Which of the picture's hashes matched, for `Search.oriented`: an `enum
    /// mien_dihedral`, plus 8 for the negative.
    public let orientation: Int

    init(_ match: mien_match) {
        id = match.id
        list = match.list
        variant = match.variant
        distance = Int(match.distance)
        query = Int(match.query)
        orientation = Int(match.orientation)
    }
}

/// What to search: everything within 31 bits when nothing else is asked for.
public struct SearchOptions: Sendable {
    /// 0 to 64.
    public var radius = Hash.radius
    /// The most matches for each query, the nearest ones; 0: all.
    public var limit: UInt32 = 0
    /// Stop at the first match, whichever it is.
    public var firstOnly = false
    /// Search no lists but those in `lists`.
    public var onlyLists = false
    /// Look for negatives too, in `Search.oriented`.
    public var complement = false
    /// Lists with a radius of their own; -1: the list is not searched.
    public var lists: [UInt32: Int32] = [:]

    public init() {
    }

    fileprivate var flags: UInt32 {
        (firstOnly ? UInt32(MIEN_SEARCH_ANY) : 0)
            | (onlyLists ? UInt32(MIEN_SEARCH_ONLY_LISTS) : 0)
            | (complement ? UInt32(MIEN_SEARCH_COMPLEMENT) : 0)
    }
}

/// One thread's means to search an index, which stays open as long as the search is. It
/// belongs to one thread at a time.
public final class Search {
    private let index: Index
    private let handle: OpaquePointer

    init(_ index: Index) throws {
        var made: OpaquePointer?
        try check(mien_search_new(&made, index.handle))
        handle = made!
        self.index = index
    }

    deinit {
        mien_search_free(handle)
    }

    /// The entries near a hash: the nearest first.
    public func hash(_ hash: Hash, _ options: SearchOptions = SearchOptions()) throws -> [Match]
    {
        var wanted = hash.asC
        return try found(options) { matches, given, radius in
            mien_search_hash(handle, matches, &wanted, radius, given)
        }
    }

    /// The entries near each of many hashes: `Match.query` tells which, and those of the
    /// first come first.
    public func batch(
        _ hashes: [Hash], _ options: SearchOptions = SearchOptions()
    ) throws -> [Match] {
        let wanted = hashes.map { $0.asC }
        return try found(options) { matches, given, radius in
            mien_search_batch(handle, matches, wanted, wanted.count, radius, given)
        }
    }

    /// The entries near a picture however it was turned or mirrored, given its eight
    /// hashes: each once, with its nearest orientation.
    public func oriented(
        dihedral: [Hash], _ options: SearchOptions = SearchOptions()
    ) throws -> [Match] {
        guard dihedral.count == Int(MIEN_DIHEDRAL_COUNT) else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "not eight hashes")
        }
        let wanted = dihedral.map { $0.asC }
        return try found(options) { matches, given, radius in
            mien_search_oriented(handle, matches, wanted, radius, given)
        }
    }

    /// The entries of an id, by list, then variant.
    public func id(_ id: UInt64, list: UInt32 = Index.anyList) throws -> [Entry] {
        var entries = mien_entries()
        try check(mien_search_id(handle, &entries, id, list, 0))
        return UnsafeBufferPointer(start: entries.entry, count: entries.count)
            .map { Entry($0) }
    }

    private typealias SearchCall = (
        UnsafeMutablePointer<mien_matches>, UnsafePointer<mien_search_options>, UInt32
    ) -> mien_status

    private func found(_ options: SearchOptions, _ call: SearchCall) throws -> [Match] {
        var matches = mien_matches()
        var given = mien_search_options()
        given.size = MemoryLayout<mien_search_options>.stride
        given.flags = options.flags
        given.limit = options.limit
        let lists = options.lists.sorted { $0.key < $1.key }.map { pair -> mien_list_radius in
            var list = mien_list_radius()
            list.list = pair.key
            list.radius = pair.value
            return list
        }
        guard let radius = UInt32(exactly: options.radius) else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "a radius out of range")
        }
        try lists.withUnsafeBufferPointer { buffer in
            given.lists = buffer.baseAddress
            given.list_count = buffer.count
            try check(call(&matches, &given, radius))
        }
        return UnsafeBufferPointer(start: matches.match, count: matches.count)
            .map { Match($0) }
    }
}
