// SPDX-License-Identifier: Apache-2.0
import Foundation
import XCTest

@testable import Mien

/// A line of the table tests/vectors/synthetic.tsv: a picture given by formula, and what
/// the reference makes of it. That the pixels are right is seen by the eight hashes.
struct Vector {
    /// One that is as rich as a photo.
    static let photo = "mix_rgb_1024x768"

    let name: String
    let width: Int
    let height: Int
    /// 1: grey, 3: RGB.
    let channels: Int
    let formula: String
    let quality: Int
    let full: [Hash]
    let cli512: Hash
    let cli512Quality: Int

    var format: PixelFormat {
        channels == 1 ? .gray8 : .rgb8
    }
    var stride: Int {
        width * channels
    }

    /// All of them, in the repository that this file lies in.
    static func all() throws -> [Vector] {
        let table = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
            url.deletingLastPathComponent()
        }.appendingPathComponent("tests/vectors/synthetic.tsv")
        guard let text = try? String(contentsOf: table, encoding: .utf8) else {
            throw XCTSkip("tests/vectors is not there: the package lies alone")
        }
        return try text.split(separator: "\n").dropFirst().map { try Vector(String($0)) }
    }

    static func named(_ name: String) throws -> Vector {
        let vectors = try all() // outside of XCTUnwrap, which makes a skip a failure
        return try XCTUnwrap(vectors.first { $0.name == name })
    }

    private init(_ line: String) throws {
        let columns = line.split(separator: "\t").map { String($0) }
        guard columns.count == 18 else {
            throw CocoaError(.fileReadCorruptFile)
        }
        func number(_ column: Int) throws -> Int {
            try XCTUnwrap(Int(columns[column]))
        }
        name = columns[0]
        width = try number(1)
        height = try number(2)
        channels = try number(3)
        formula = columns[4]
        quality = try number(6)
        full = try columns[7..<15].map { try XCTUnwrap(Hash(hex: $0)) }
        cli512Quality = try number(15)
        cli512 = try XCTUnwrap(Hash(hex: columns[16]))
    }

    /// The rows. (Loops without ranges: tests are compiled without optimisation.)
    func pixels() throws -> [UInt8] {
        let size = stride * height
        if formula.hasPrefix("xorshift32") {
            return Vector.xorshift(size, formula.contains("s=1;") ? 1 : 2_463_534_242)
        }
        let value = try XCTUnwrap(formulaOfPixels(), "unknown formula: \(formula)")
        let (w, h, c) = (UInt32(width), UInt32(height), UInt32(channels))
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let to = buffer.baseAddress!
            var (at, y) = (0, UInt32(0))
            while y < h {
                var x = UInt32(0)
                while x < w {
                    var channel = UInt32(0)
                    while channel < c {
                        to[at] = UInt8(truncatingIfNeeded: value(x, y, channel))
                        at += 1
                        channel += 1
                    }
                    x += 1
                }
                y += 1
            }
            count = at
        }
    }

    /// The picture, or a part of it, as a PNG file.
    func png(
        left: Int = 0, top: Int = 0, width: Int? = nil, height: Int? = nil
    ) throws -> Data {
        let whole = try pixels()
        let (columns, rows) = (width ?? self.width, height ?? self.height)
        let lines = (top..<top + rows).map { y -> ArraySlice<UInt8> in
            let from = y * stride + left * channels
            return whole[from..<from + columns * channels]
        }
        return Png.file(width: columns, height: rows, channels: channels, rows: lines)
    }

    private static func xorshift(_ size: Int, _ seed: UInt32) -> [UInt8] {
        var state = seed
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                state ^= state << 13
                state ^= state >> 17
                state ^= state << 5
                buffer[count] = UInt8(state >> 24)
                count += 1
            }
        }
    }

    // The formulas as the table writes them. Arithmetic wraps at 32 bits, as it is meant to.
    private func formulaOfPixels() -> ((UInt32, UInt32, UInt32) -> UInt32)? {
        let (w, h) = (UInt32(width), UInt32(height))
        switch formula {
        case "v=0":
            return { _, _, _ in 0 }
        case "v=128":
            return { _, _, _ in 128 }
        case "v=255":
            return { _, _, _ in 255 }
        case "(r,g,b)=(10,200,90)":
            return { _, _, c in [10, 200, 90][Int(c)] }
        case "v=x*255/(w-1)":
            return { x, _, _ in x * 255 / (w - 1) }
        case "v=y*255/(h-1)":
            return { _, y, _ in y * 255 / (h - 1) }
        case "v=(x+y)*255/(w+h-2)":
            return { x, y, _ in (x + y) * 255 / (w + h - 2) }
        case "v=(((x/8)^(y/8))&1)?255:0":
            return { x, y, _ in ((x / 8) ^ (y / 8)) & 1 != 0 ? 255 : 0 }
        case "v=(((x/64)+(y/64))&1)?235:16":
            return { x, y, _ in (x / 64 + y / 64) & 1 != 0 ? 235 : 16 }
        case "v=((x/32)&1)?255:0  (1-D image: all DCT terms are rounding noise)":
            return { x, _, _ in (x / 32) & 1 != 0 ? 255 : 0 }
        case "(r,g,b)=((y/20)&1)?(250,240,30):(20,30,200)":
            return { _, y, c in
                ((y / 20) & 1 != 0 ? [250, 240, 30] : [20, 30, 200])[Int(c)]
            }
        case "v=(((x-150)*(x-150)+(y-150)*(y-150))/500)&1?220:40 (int32)":
            return { x, y, _ in
                let (dx, dy) = (Int32(x) - 150, Int32(y) - 150)
                return ((dx * dx + dy * dy) / 500) & 1 != 0 ? 220 : 40
            }
        case "v=((x*x+3*y*y)>>8)&255":
            return { x, y, _ in ((x * x + 3 * y * y) >> 8) & 255 }
        case "c=0: (tri(3x+y,97)+tri(5y+x,61))/2; c=1: (tri(x+2y,131)+tri(7x,53))/2; "
            + "c=2: tri(2x+3y,211)":
            return waves
        case "v=H3(x/16,y/16,0)&255":
            return { x, y, _ in noise(x / 16, y / 16, 0) & 255 }
        case "mix":
            return { x, y, c in
                (noise(x * 16 / w, y * 16 / h, c) & 255) * 15 / 16
                    + (noise(x, y, c + 3) & 15)
            }
        default:
            return nil
        }
    }
}

private func waves(_ x: UInt32, _ y: UInt32, _ c: UInt32) -> UInt32 {
    switch c {
    case 0: return (triangle(3 * x + y, 97) + triangle(5 * y + x, 61)) / 2
    case 1: return (triangle(x + 2 * y, 131) + triangle(7 * x, 53)) / 2
    default: return triangle(2 * x + 3 * y, 211)
    }
}

private func triangle(_ t: UInt32, _ period: UInt32) -> UInt32 {
    let m = t % (2 * period)
    return (m < period ? m : 2 * period - m) * 255 / period
}

private func noise(_ x: UInt32, _ y: UInt32, _ c: UInt32) -> UInt32 {
    var h = x &* 0x9E37_79B1 ^ y &* 0x85EB_CA77 ^ c &* 0xC2B2_AE3D
    h ^= h >> 15
    h = h &* 0x2C1B_3C6D
    h ^= h >> 12
    h = h &* 0x297A_2D39
    h ^= h >> 15
    return h
}
