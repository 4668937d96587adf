// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

/// Cases with their keys and what was sealed, kept in a file under a passphrase of 1 to
/// 1024 bytes. It belongs to one thread at a time, and is wiped with the last reference
/// to it.
public final class Wallet {
    private let handle: OpaquePointer

    /// Makes an empty one.
    public init() throws {
        handle = try made { out, _ in mien_wallet_new(out) }
    }

    /// Opens a wallet, which takes a good part of a second.
    ///
    /// - Parameter file: what `seal` gave.
    /// - Throws: `MienError`: key: another passphrase, or the file was changed, and it
    ///   cannot be told which; corrupt, limit, version, unsupported.
    public init(_ file: Data, passphrase: Secret) throws {
        handle = try withBytes(file) { bytes, count in
            try passphrase.withUnsafeBytes { its in
                try made {
                    mien_wallet_open(
                        $0, bytes, count, its.bindMemory(to: CChar.self).baseAddress,
                        its.count, $1)
                }
            }
        }
    }

    deinit {
        mien_wallet_free(handle)
    }

    /// Seals it under a passphrase, which takes a good part of a second.
    ///
    /// - Returns: the file.
    /// - Throws: `MienError`: argument; limit: more than 8 MiB of cases.
    public func seal(passphrase: Secret) throws -> Data {
        try passphrase.withUnsafeBytes { its in
            try written {
                mien_wallet_seal(
                    handle, $0, $1, its.bindMemory(to: CChar.self).baseAddress,
                    its.count, $2)
            }
        }
    }

    /// How many cases there are.
    public var count: Int {
        Int(mien_wallet_count(handle))
    }

    /// A copy of a case, by its place, from 0.
    ///
    /// - Throws: `MienError`: argument: there is none.
    public func get(_ index: Int) throws -> Case {
        let place = try number(index)
        return Case(handle: try made { mien_wallet_case(handle, place, $0, $1) })
    }

    /// A copy of a case, by its id, or at least 4 characters with which it begins.
    ///
    /// - Throws: `MienError`: argument: there is none, or several.
    public func find(_ id: String) throws -> Case {
        let text = try forC(id)
        return Case(handle: try made { mien_wallet_find(handle, text, $0, $1) })
    }

    /// Puts a copy of a case in, in the place of an earlier state of it.
    public func put(_ its: Case) throws {
        try check { mien_wallet_put(handle, its.handle, $0) }
    }

    /// Forgets a case with its key, by its whole id: it can then be taken back by its
    /// words only.
    ///
    /// - Throws: `MienError`: argument: there is none.
    public func forget(_ id: String) throws {
        let text = try forC(id)
        try check { mien_wallet_forget(handle, text, $0) }
    }
}
