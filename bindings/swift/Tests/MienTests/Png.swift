// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The plainest PNG files: rows without a filter, in deflate blocks without compression.
enum Png {
    /// A whole file of 8-bit samples.
    static func file(
        width: Int, height: Int, channels: Int, rows: [ArraySlice<UInt8>]
    ) -> Data {
        let lines = rows.flatMap { [0] + $0 }
        return Data(
            head(width: width, height: height, channels: channels)
                + chunk("IDAT", stored(lines)) + chunk("IEND", []))
    }

    /// What a file of that size begins with: enough to see whether it is too large.
    static func head(width: Int, height: Int, channels: Int) -> [UInt8] {
        let kind: UInt8 = channels == 1 ? 0 : 2
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", big(UInt32(width)) + big(UInt32(height)) + [8, kind, 0, 0, 0])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return big(UInt32(data.count)) + body + big(crc(body))
    }

    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var zlib: [UInt8] = [0x78, 0x01]
        var at = 0
        repeat {
            let size = min(data.count - at, 65535)
            let length = [UInt8(size & 255), UInt8(size >> 8)]
            zlib.append(at + size == data.count ? 1 : 0)
            zlib += length + length.map { ~$0 } + data[at..<at + size]
            at += size
        } while at < data.count
        return zlib + big(adler(data))
    }

    private static func adler(_ data: [UInt8]) -> UInt32 {
        var (a, b, at) = (UInt32(1), UInt32(0), 0)
        while at < data.count {
            a = (a + UInt32(data[at])) % 65521
            b = (b + a) % 65521
            at += 1
        }
        return b << 16 | a
    }

    private static let crcs: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(start) { value, _ in
            value & 1 != 0 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
        }
    }

    private static func crc(_ data: [UInt8]) -> UInt32 {
        let table = crcs
        var (crc, at) = (UInt32.max, 0)
        while at < data.count {
            crc = table[Int((crc ^ UInt32(data[at])) & 255)] ^ crc >> 8
            at += 1
        }
        return ~crc
    }

    private static func big(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
