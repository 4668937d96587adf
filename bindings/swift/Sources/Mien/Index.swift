// SPDX-License-Identifier: Apache-2.0
import CMien

/// One hash in an index. Its four parts together are what it is.
public struct Entry: Hashable, Sendable {
    public var hash: Hash
    /// Chosen by the caller; several entries may share it.
    public var id: UInt64
    /// Chosen by the caller, except `Index.anyList`.
    public var list: UInt32
    /// Flags, or which view of the item: given back untouched.
    public var variant: UInt32

    public init(hash: Hash, id: UInt64, list: UInt32 = 0, variant: UInt32 = 0) {
        self.hash = hash
        self.id = id
        self.list = list
        self.variant = variant
    }

    init(_ entry: mien_entry) {
        self.init(
            hash: Hash(entry.hash), id: entry.id, list: entry.list, variant: entry.variant)
    }

    var asC: mien_entry {
        var entry = mien_entry()
        entry.hash = hash.asC
        entry.id = id
        entry.list = list
        entry.variant = variant
        return entry
    }
}

/// One change of an index.
public enum Change: Sendable {
    /// The entry comes, unless the very same is there.
    case add(Entry)
    /// The entry comes, and every other entry of its id in its list goes.
    case replace(Entry)
    /// Every entry of the id goes, in the list or in any.
    case removeId(UInt64, list: UInt32 = Index.anyList)
    /// Every entry of exactly this hash goes.
    case removeHash(Hash, list: UInt32 = Index.anyList)
    /// Every entry of exactly this hash and id goes.
    case remove(Hash, id: UInt64, list: UInt32 = Index.anyList)

    var asC: mien_change {
        var change = mien_change()
        switch self {
        case .add(let entry):
            change.kind = MIEN_CHANGE_ADD
            change.entry = entry.asC
        case .replace(let entry):
            change.kind = MIEN_CHANGE_REPLACE
            change.entry = entry.asC
        case .removeId(let id, let list):
            change.kind = MIEN_CHANGE_REMOVE_ID
            change.entry.id = id
            change.entry.list = list
        case .removeHash(let hash, let list):
            change.kind = MIEN_CHANGE_REMOVE_HASH
            change.entry.hash = hash.asC
            change.entry.list = list
        case .remove(let hash, let id, let list):
            change.kind = MIEN_CHANGE_REMOVE
            change.entry.hash = hash.asC
            change.entry.id = id
            change.entry.list = list
        }
        return change
    }
}

/// What changes did.
public struct Changed: Sendable {
    /// Entries that came.
    public let added: UInt64
    /// Entries that went.
    public let removed: UInt64
    /// Changes that changed nothing.
    public let unchanged: UInt64

    init(_ changed: mien_changed) {
        added = changed.added
        removed = changed.removed
        unchanged = changed.unchanged
    }
}

/// The matching index: every hash within a Hamming distance, among millions, exactly. It
/// may be used by all threads at the same time, and closes with the last reference to it
/// and to its searches.
public final class Index: @unchecked Sendable {
    /// In a removal: whatever the list. No entry can be in this list.
    public static let anyList = UInt32.max

    let handle: OpaquePointer

    /// Makes an empty index in a new folder.
    public static func create(path: String) throws {
        let path = try plain(path: path)
        try check { mien_index_create(path, $0) }
    }

    /// Opens an index: for searching, or for changes as well, which one writer at a time
    /// can do.
    public init(path: String, forChanges: Bool = false) throws {
        let path = try plain(path: path)
        var opened: OpaquePointer?
        var options = mien_index_options()
        options.size = MemoryLayout<mien_index_options>.stride
        options.flags = forChanges ? UInt32(MIEN_INDEX_WRITE) : 0
        try check { mien_index_open(&opened, path, &options, $0) }
        handle = opened!
    }

    deinit {
        // With MIEN_INDEX_SYNC_ALWAYS there is nothing left that could fail.
        _ = mien_index_close(handle)
    }

    /// Makes changes, in their order: after a crash either all of them are there or none.
    /// They are on the disk when this returns.
    @discardableResult
    public func change(_ changes: [Change]) throws -> Changed {
        var changed = mien_changed()
        let list = changes.map { $0.asC }
        try check { mien_index_change(handle, list, list.count, &changed, $0) }
        return Changed(changed)
    }

    /// Folds all changes into a new snapshot, and erases the hashes that were removed from
    /// the disk.
    public func compact() throws {
        try check { mien_index_compact(handle, $0) }
    }

    /// How many entries queries can find.
    public func count() throws -> UInt64 {
        var figures = mien_index_stat()
        try check { mien_index_stat(handle, &figures, $0) }
        return figures.entries
    }

    /// Makes a search, for one thread.
    public func search() throws -> Search {
        try Search(self)
    }

    /// Visits every entry that was there when the call began, until `visit` answers false:
    /// then this does, too. What it throws comes out of the call. It may search, and must
    /// not change the index.
    @discardableResult
    public func each(_ visit: (Entry) throws -> Bool) throws -> Bool {
        try withoutActuallyEscaping(visit) { visit in
            let visitor = Visitor(visit)
            let context = Unmanaged.passUnretained(visitor).toOpaque()
            do {
                try withExtendedLifetime(visitor) {
                    try check { mien_index_each(handle, visitEntry, context, $0) }
                }
                return true
            } catch let failure as MienError where failure.status == .cancelled {
                if let thrown = visitor.thrown {
                    throw thrown
                }
                return false
            }
        }
    }
}

/// What C hands to the callback.
private final class Visitor {
    let visit: (Entry) throws -> Bool
    var thrown: Error?

    init(_ visit: @escaping (Entry) throws -> Bool) {
        self.visit = visit
    }
}

private func visitEntry(
    _ context: UnsafeMutableRawPointer?, _ entry: UnsafePointer<mien_entry>?
) -> Int32 {
    let visitor = Unmanaged<Visitor>.fromOpaque(context!).takeUnretainedValue()
    do {
        return try visitor.visit(Entry(entry!.pointee)) ? 0 : 1
    } catch {
        visitor.thrown = error
        return 1
    }
}
