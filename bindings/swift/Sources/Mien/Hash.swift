// SPDX-License-Identifier: Apache-2.0
import CMien

/// A PDQ hash: 256 bits that describe the look of a picture. A small value, ordered as the
/// number that it is. Treat it as something private.
public struct Hash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Two hashes at this distance or nearer show the same picture.
    public static let radius = Int(MIEN_PDQ_RADIUS)

    // Most significant first.
    private let a: UInt64
    private let b: UInt64
    private let c: UInt64
    private let d: UInt64

    /// Reads exactly 64 hexadecimal digits; anything else is nil.
    public init?(hex: String) {
        var hash = mien_hash()
        let text = hex.utf8CString.map { $0 }
        guard mien_hash_from_hex(&hash, text, text.count - 1) == MIEN_OK else {
            return nil
        }
        self.init(hash)
    }

    /// Makes a hash of 32 bytes, the most significant first; of another number it is nil.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Int(MIEN_HASH_BYTES) else {
            return nil
        }
        let words = bytes.withUnsafeBytes { Hash.words($0) }
        (a, b, c, d) = words
    }

    package init(_ hash: mien_hash) {
        (a, b, c, d) = withUnsafeBytes(of: hash.bytes) { Hash.words($0) }
    }

    private static func words(
        _ bytes: UnsafeRawBufferPointer
    ) -> (UInt64, UInt64, UInt64, UInt64) {
        func word(_ place: Int) -> UInt64 {
            UInt64(
                bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
        }
        return (word(0), word(1), word(2), word(3))
    }

    package var asC: mien_hash {
        var hash = mien_hash()
        withUnsafeMutableBytes(of: &hash.bytes) { bytes in
            for (place, word) in [a, b, c, d].enumerated() {
                bytes.storeBytes(
                    of: word.bigEndian, toByteOffset: 8 * place, as: UInt64.self)
            }
        }
        return hash
    }

    /// 32 bytes, the most significant first.
    public var bytes: [UInt8] {
        let hash = asC
        return withUnsafeBytes(of: hash.bytes) { Array($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        var hash = asC
        var digits = [CChar](repeating: 0, count: Int(MIEN_HASH_HEX_SIZE))
        mien_hash_to_hex(&digits, &hash)
        return text(digits)
    }

    /// As `hex`.
    public var description: String {
        hex
    }

    /// The Hamming distance, 0 to 256.
    public func distance(to other: Hash) -> Int {
        (a ^ other.a).nonzeroBitCount + (b ^ other.b).nonzeroBitCount
            + (c ^ other.c).nonzeroBitCount + (d ^ other.d).nonzeroBitCount
    }

    /// Whether both show the same picture, by the usual radius.
    public func matches(_ other: Hash) -> Bool {
        distance(to: other) <= Hash.radius
    }

    public static func < (left: Hash, right: Hash) -> Bool {
        (left.a, left.b, left.c, left.d) < (right.a, right.b, right.c, right.d)
    }
}
