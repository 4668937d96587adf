// SPDX-License-Identifier: Apache-2.0
import Foundation
import XCTest

@testable import Mien

final class MienTests: XCTestCase {
    // What the reference makes of a checkerboard of 8 x 8 squares: checker8_gray_512x512
    // of tests/vectors.
    private let checkers = String(repeating: "5555aaaa", count: 8)

    private func checkerboard() -> [UInt8] {
        (0..<512 * 512).map { place in
            ((place % 512 / 8) ^ (place / 512 / 8)) & 1 != 0 ? 255 : 0
        }
    }

    private func newFolder() -> String {
        NSTemporaryDirectory() + "mien-" + UUID().uuidString
    }

    func testPixelsHaveTheHashOfTheReference() throws {
        let pdq = try Pdq(pixels: checkerboard(), width: 512, height: 512, format: .gray8)
        XCTAssertEqual(pdq.hash.hex, checkers)
        XCTAssertEqual(pdq.quality, 100)
        XCTAssertThrowsError(
            try Pdq(pixels: checkerboard(), width: 513, height: 512, format: .gray8))
    }

    func testHashIsAValue() throws {
        let hash = try XCTUnwrap(Hash(hex: checkers))
        XCTAssertEqual(hash, Hash(bytes: hash.bytes))
        XCTAssertNil(Hash(hex: "00"))
        var bytes = hash.bytes
        bytes[0] ^= 7
        let near = try XCTUnwrap(Hash(bytes: bytes))
        XCTAssertEqual(hash.distance(to: near), 3)
        XCTAssertTrue(hash.matches(near))
    }

    func testFilesThatAreNoPictures() throws {
        XCTAssertThrowsError(try Media(data: Data("no picture".utf8))) {
            XCTAssertEqual(($0 as? MienError)?.status, .format)
        }
        XCTAssertThrowsError(try Media(path: newFolder())) {
            XCTAssertEqual(($0 as? MienError)?.status, .io)
            XCTAssertEqual(($0 as? MienError)?.systemError, ENOENT)
        }
    }

    func testIndexFindsWhatWasAdded() throws {
        let path = newFolder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let hash = try XCTUnwrap(Hash(hex: checkers))
        try Index.create(path: path)
        let index = try Index(path: path, forChanges: true)
        XCTAssertEqual(try index.change([.add(Entry(hash: hash, id: 7, list: 2))]).added, 1)
        let search = try index.search()
        XCTAssertEqual(try search.hash(hash).map { $0.id }, [7])
        XCTAssertEqual(try search.id(7), [Entry(hash: hash, id: 7, list: 2)])
        var seen = 0
        XCTAssertTrue(
            try index.each { _ in
                seen += 1
                return true
            })
        XCTAssertEqual(seen, 1)
        XCTAssertEqual(try index.change([.removeId(7)]).removed, 1)
        XCTAssertEqual(try search.hash(hash), [])
    }
}
