// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

/// What a recipient remembers: cases, their keys, and which were taken back. Without it
/// an old document could be sent again after the withdrawal. It belongs to one thread
/// at a time.
public final class Register {
    private let handle: OpaquePointer

    /// Begins a new one.
    public init() throws {
        handle = try made { out, _ in mien_register_new(out) }
    }

    /// Goes on with one that was written before.
    ///
    /// - Parameter json: what `json()` gave.
    /// - Throws: `MienError`: corrupt, limit, version.
    public init(_ json: Data) throws {
        handle = try withBytes(json) { bytes, count in
            try made { mien_register_open($0, bytes, count, $1) }
        }
    }

    deinit {
        mien_register_free(handle)
    }

    /// Judges a document and remembers it.
    ///
    /// - Throws: `MienError`: refused: the case was taken back before, is known with
    ///   another key, or is not known. Nothing is remembered then.
    public func judge(_ document: Document) throws {
        try check { mien_register_judge(handle, document.handle, $0) }
    }

    /// Whether a case was taken back.
    public func isWithdrawn(_ caseId: String) -> Bool {
        mien_register_withdrawn(handle, caseId)
    }

    /// The register, to be kept in a file.
    public func json() throws -> Data {
        try written { text, length, _ in mien_register_json(handle, text, length) }
    }
}
