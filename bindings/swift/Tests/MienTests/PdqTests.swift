// SPDX-License-Identifier: Apache-2.0
import XCTest

@testable import Mien

final class PdqTests: XCTestCase {
    // One reading of the table, and one making of each picture, for all promises.
    func testEveryVectorHasTheHashesOfTheReference() throws {
        let vectors = try Vector.all()
        XCTAssertEqual(vectors.count, 48)
        var again = 0
        for vector in vectors {
            let pixels = try vector.pixels()
            let full = try hash(pixels, vector, .full)
            XCTAssertEqual(full.dihedral, vector.full, vector.name)
            XCTAssertEqual(full.hash, vector.full[0], vector.name)
            XCTAssertEqual(full.quality, vector.quality, vector.name)
            let small = try hash(pixels, vector, .cli512)
            XCTAssertEqual(small.hash, vector.cli512, vector.name)
            XCTAssertEqual(small.quality, vector.cli512Quality, vector.name)
            let portions = try PdqStream(vector)
            try push(pixels, vector) { try portions.push($0, rows: $1) }
            XCTAssertEqual(try portions.finish().dihedral, vector.full, vector.name)
            again += try guardedAsksAgain(pixels, vector) ? 1 : 0
        }
        XCTAssertGreaterThan(again, 0)
        XCTAssertLessThan(again, vectors.count)
    }

    private func hash(_ pixels: [UInt8], _ vector: Vector, _ mode: PdqMode) throws -> Pdq {
        try Pdq(
            pixels: pixels, width: vector.width, height: vector.height,
            format: vector.format, mode: mode)
    }

    // In portions of 1, 2, 4, ... rows.
    private func push(
        _ pixels: [UInt8], _ vector: Vector,
        _ take: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
        try pixels.withUnsafeBytes { all in
            var (done, rows) = (0, 1)
            while done < vector.height {
                let from = done * vector.stride
                let size = min(rows, vector.height - done)
                try take(.init(rebasing: all[from..<from + size * vector.stride]), size)
                done += size
                rows *= 2
            }
        }
    }

    private func guardedAsksAgain(_ pixels: [UInt8], _ vector: Vector) throws -> Bool {
        let stream = try PdqStream(vector, .guarded)
        let atOnce = try hash(pixels, vector, .guarded)
        try stream.push(pixels, rows: vector.height)
        do {
            let pdq = try stream.finish()
            XCTAssertEqual(pdq.dihedral, atOnce.dihedral, vector.name)
            return false
        } catch let failure as MienError where failure.status == .again {
            try stream.push(pixels, rows: vector.height)
            XCTAssertEqual(try stream.finish().dihedral, vector.full, vector.name)
            XCTAssertEqual(atOnce.dihedral, vector.full, vector.name)
            return true
        }
    }

    func testAStreamKeepsItsOrder() throws {
        let vector = try Vector.named("mix_rgb_129x127")
        let pixels = try vector.pixels()
        let stream = try PdqStream(vector)
        try stream.push([], rows: 0)
        try stream.push(Array(pixels[..<(100 * vector.stride)]), rows: 100)
        assertFails(.state) { try stream.finish() }
        assertFails(.state) { try stream.push(pixels, rows: 28) }
        assertFails(.argument) { try stream.push(pixels, rows: 128) }
        assertFails(.argument) { try stream.push(pixels, rows: -1) }
        assertFails(.argument) { try stream.push([], rows: 1) }
        try stream.push(Array(pixels[(100 * vector.stride)...]), rows: 27)
        XCTAssertEqual(try stream.finish().dihedral, vector.full)
        assertFails(.state) { try stream.finish() }
        assertFails(.state) { try stream.push(pixels, rows: 0) }
        for (width, height) in [(0, 5), (5, 0), (-1, 5), (5, 1 << 21), (.max, 5)] {
            assertFails(.argument) {
                try PdqStream(width: width, height: height, format: .bgra8)
            }
        }
    }

    func testRowsMayLieBottomUpAndWithGaps() throws {
        let vector = try Vector.named("mix_rgb_127x129")
        let pixels = try vector.pixels()
        let step = vector.stride + 11
        var gaps = [UInt8](repeating: 77, count: step * (vector.height - 1) + vector.stride)
        var turned = gaps
        for y in 0..<vector.height {
            let row = pixels[y * vector.stride..<(y + 1) * vector.stride]
            gaps.replaceSubrange(y * step..<y * step + vector.stride, with: row)
            let from = (vector.height - 1 - y) * step
            turned.replaceSubrange(from..<from + vector.stride, with: row)
        }
        for (rows, stride) in [(gaps, step), (turned, -step)] {
            let pdq = try Pdq(
                pixels: rows, width: vector.width, height: vector.height, format: .rgb8,
                stride: stride)
            XCTAssertEqual(pdq.dihedral, vector.full)
            let stream = try PdqStream(vector)
            try stream.push(rows, rows: vector.height, stride: stride)
            XCTAssertEqual(try stream.finish().dihedral, vector.full)
        }
    }

    func testEveryFormatIsOfTheSamePicture() throws {
        let vector = try Vector.named("mix_rgb_129x127")
        let rgb = try vector.pixels()
        let pixels = (0..<rgb.count / 3).map { Array(rgb[3 * $0..<3 * $0 + 3]) }
        let formats: [(PixelFormat, [UInt8])] = [
            (.bgr8, pixels.flatMap { [$0[2], $0[1], $0[0]] }),
            (.rgba8, pixels.flatMap { $0 + [9] }),
            (.bgra8, pixels.flatMap { [$0[2], $0[1], $0[0], 9] }),
        ]
        for (format, rows) in formats {
            let pdq = try Pdq(
                pixels: rows, width: vector.width, height: vector.height, format: format)
            XCTAssertEqual(pdq.dihedral, vector.full, "\(format)")
        }
    }

    func testRowsOutsideTheBufferAreRefused() {
        let array = [UInt8](repeating: 0, count: 64 * 64)
        let wrong: [(Int, Int, Int?)] = [
            (64, 65, nil), (65, 64, nil), (64, 64, 65), (64, 64, 63), (64, 64, -65),
            (64, 64, 0), (64, 64, .max), (64, 64, .min), (0, 64, nil), (64, 0, nil),
            (-64, -64, nil), (.max, 1, nil), (1, .max, nil), (.min, 1, nil),
        ]
        for (width, height, stride) in wrong {
            assertFails(.argument) {
                try Pdq(
                    pixels: array, width: width, height: height, format: .gray8,
                    stride: stride)
            }
        }
        assertFails(.argument) { try Pdq(pixels: [], width: 1, height: 1, format: .gray8) }
    }

    func testTheStrideOfOneRowSaysNothing() throws {
        let row = [UInt8](0..<100)
        let plain = try Pdq(pixels: row, width: 100, height: 1, format: .gray8)
        for stride in [100, -100, 1_000_000, .max, -.max, .min] {
            let pdq = try Pdq(
                pixels: row, width: 100, height: 1, format: .gray8, stride: stride)
            XCTAssertEqual(pdq.dihedral, plain.dihedral)
            let stream = try PdqStream(width: 100, height: 1, format: .gray8)
            try stream.push(row, rows: 1, stride: stride)
            XCTAssertEqual(try stream.finish().dihedral, plain.dihedral)
        }
    }
}

extension PdqStream {
    fileprivate convenience init(_ vector: Vector, _ mode: PdqMode = .full) throws {
        try self.init(
            width: vector.width, height: vector.height, format: vector.format, mode: mode)
    }
}
