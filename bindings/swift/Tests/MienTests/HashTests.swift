// SPDX-License-Identifier: Apache-2.0
import XCTest

@testable import Mien

final class HashTests: XCTestCase {
    // Of the vector checker8_gray_512x512.
    private let checkers = String(repeating: "5555aaaa", count: 8)

    // Without the table of vectors, which may be missing.
    func testPixelsHaveTheHashOfTheReference() throws {
        let board: [UInt8] = (0..<512 * 512).map { place in
            ((place % 512 / 8) ^ (place / 512 / 8)) & 1 != 0 ? 255 : 0
        }
        let pdq = try Pdq(pixels: board, width: 512, height: 512, format: .gray8)
        XCTAssertEqual(pdq.hash.hex, checkers)
        XCTAssertEqual(pdq.quality, 100)
    }

    func testHashIsAValue() throws {
        let hash = try XCTUnwrap(Hash(hex: checkers))
        XCTAssertEqual(hash, Hash(bytes: hash.bytes))
        XCTAssertEqual(hash, Hash(hex: checkers.uppercased()))
        XCTAssertEqual("\(hash)", checkers)
        XCTAssertEqual(Array(hash.bytes.prefix(4)), [0x55, 0x55, 0xAA, 0xAA])
        let almost = [checkers + "0", checkers + "\0", "g" + checkers.dropFirst()]
        for wrong in ["", "00"] + almost {
            XCTAssertNil(Hash(hex: wrong))
        }
        XCTAssertNil(Hash(bytes: []))
        XCTAssertNil(Hash(bytes: [UInt8](repeating: 0, count: 33)))
    }

    func testDistancesAreCountedInBits() throws {
        let hash = try XCTUnwrap(Hash(hex: checkers))
        var bytes = hash.bytes
        for (place, distance) in [(0, 8), (9, 16), (18, 24)] {
            bytes[place] ^= 255
            let near = try XCTUnwrap(Hash(bytes: bytes))
            XCTAssertEqual(hash.distance(to: near), distance)
            XCTAssertTrue(near.matches(hash))
        }
        bytes[31] ^= 127
        XCTAssertTrue(hash.matches(try XCTUnwrap(Hash(bytes: bytes)))) // 31
        bytes[31] ^= 128
        XCTAssertFalse(hash.matches(try XCTUnwrap(Hash(bytes: bytes)))) // 32
        let inverse = try XCTUnwrap(Hash(bytes: hash.bytes.map { ~$0 }))
        XCTAssertEqual(hash.distance(to: inverse), 256)
    }

    func testHashesAreOrderedAsNumbers() throws {
        let zeros = String(repeating: "0", count: 64)
        let digits = [zeros, checkers, "8" + checkers.dropFirst()]
        let hashes = try digits.map { try XCTUnwrap(Hash(hex: $0)) }
        XCTAssertEqual(hashes.reversed().sorted(), hashes)
        XCTAssertEqual(Set(hashes + hashes).count, 3)
    }
}
