// SPDX-License-Identifier: Apache-2.0
import CMienCase

/// A passphrase, a recipient's private key, or the words of a case: bytes, which are
/// overwritten when the last reference to them goes, and which `print` does not show.
///
/// A `String`, an array or `Data` cannot be wiped for sure: Swift copies them as it
/// likes and gives their memory back as it is. So whatever a secret is made of, or is
/// turned into, stays in memory until that is used for something else. mien itself wipes
/// what it holds; jose and jansson, on which it stands, do not (see `<mien/case.h>`).
/// Where that matters, let the command mien do it.
public final class Secret: @unchecked Sendable, CustomStringConvertible {
    private let memory: UnsafeMutableRawBufferPointer

    /// Copies bytes: `Secret(field.utf8)`.
    public init<Bytes: Collection>(_ bytes: Bytes) where Bytes.Element == UInt8 {
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
    }

    deinit {
        mien_swift_wipe(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// Its bytes, where they are: they must not leave `body`.
    public func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeRawBufferPointer(memory))
    }

    /// How many bytes there are.
    public var count: Int {
        memory.count
    }

    /// A copy as a text, to be shown to her, which nobody wipes.
    public func text() -> String {
        String(decoding: memory, as: UTF8.self)
    }

    /// Nothing of it.
    public var description: String {
        "Secret"
    }
}
