// SPDX-License-Identifier: Apache-2.0
import Foundation
import XCTest

@testable import Mien

private struct Stopped: Error {
}

final class MediaTests: XCTestCase {
    private let folder = Folder()

    override func tearDown() {
        folder.remove()
    }

    private func picture() throws -> Data {
        try Vector.named("mix_rgb_513x511").png()
    }

    func testEveryWayInFindsThePicture() throws {
        let vector = try Vector.named("mix_rgb_513x511")
        let file = try picture()
        let url = try folder.write(file)
        let open = try FileHandle(forReadingFrom: url)
        let found = [
            try Media(data: file), try Media(path: url.path), try Media(contentsOf: url),
            try Media(fileDescriptor: open.fileDescriptor),
            // A slice, whose first index is not 0.
            try Media(data: ([1, 2, 3] + file).dropFirst(3)),
        ]
        for media in found {
            XCTAssertEqual(media.dihedral, vector.full)
            XCTAssertEqual(media.hash, vector.full[0])
            XCTAssertEqual(media.seenHash, vector.full[0])
            XCTAssertEqual(media.quality, vector.quality)
            XCTAssertEqual([media.width, media.height], [513, 511])
            XCTAssertEqual(media.format, "PNG")
            XCTAssertEqual(media.fileBytes, UInt64(file.count))
            XCTAssertFalse(media.isPartial)
            XCTAssertEqual(media.sha256, found[0].sha256)
            XCTAssertNotEqual(media.sha256, [UInt8](repeating: 0, count: 32))
            XCTAssertNotEqual(media.md5, [UInt8](repeating: 0, count: 16))
        }
        // It is at the end, and still open.
        XCTAssertEqual(try open.offset(), UInt64(file.count))
    }

    func testDigestsAreNotMadeUnlessWanted() throws {
        var options = MediaOptions()
        options.digests = false
        let media = try Media(data: picture(), options: options)
        XCTAssertEqual(media.md5, [UInt8](repeating: 0, count: 16))
        XCTAssertEqual(media.sha256, [UInt8](repeating: 0, count: 32))
        XCTAssertEqual(media.dihedral, try Vector.named("mix_rgb_513x511").full)
    }

    func testModesAreThoseOfPixels() throws {
        let vector = try Vector.named("mix_rgb_513x511")
        for mode in [PdqMode.cli512, .approximate, .guarded] {
            var options = MediaOptions()
            options.mode = mode
            let pdq = try Pdq(
                pixels: vector.pixels(), width: vector.width, height: vector.height,
                format: .rgb8, mode: mode)
            XCTAssertEqual(
                try Media(data: picture(), options: options).dihedral, pdq.dihedral)
        }
    }

    func testFilesThatAreNoPictures() throws {
        assertFails(.format) { try Media(data: Data("no picture".utf8)) }
        assertFails(.format) { try Media(data: Data()) }
        XCTAssertThrowsError(try Media(path: folder.path("none"))) {
            XCTAssertEqual(($0 as? MienError)?.status, .io)
            XCTAssertEqual(($0 as? MienError)?.systemError, ENOENT)
        }
        assertFails(.argument) { try Media(fileDescriptor: -1) }
    }

    func testAPathIsTheWholePath() throws {
        let url = try folder.write(picture())
        assertFails(.argument) { try Media(path: url.path + "\0.png") }
        assertFails(.argument) { try Viewed(path: url.path + "\0.png", for: .query) }
        var elsewhere = URLComponents(url: url, resolvingAgainstBaseURL: false)
        elsewhere?.scheme = "https"
        elsewhere?.host = "example.org"
        let address = try XCTUnwrap(elsewhere?.url)
        XCTAssertEqual(address.path, url.path)
        assertFails(.argument) { try Media(contentsOf: address) }
    }

    func testDamageIsNoticed() throws {
        let file = try picture()
        let half = file.prefix(file.count / 2)
        assertFails(.corrupt) { try Media(data: half) }
        var options = MediaOptions()
        options.allowPartial = true
        XCTAssertTrue(try Media(data: half, options: options).isPartial)
    }

    func testLimitsHold() throws {
        let file = try picture()
        let limits: [(inout MediaOptions) -> Void] = [
            { $0.maxPixels = 513 * 511 - 1 }, { $0.maxSide = 512 },
            { $0.maxFileBytes = UInt64(file.count) - 1 }, { $0.maxMemory = 10_000 },
        ]
        for (number, limit) in limits.enumerated() {
            var options = MediaOptions()
            limit(&options)
            assertFails(.limit) { try Media(data: file, options: options) }
            assertFails(.limit) { try Viewed(data: file, for: .bank, options: options) }
            XCTAssertNoThrow(try Media(data: file), "\(number)")
        }
        var enough = MediaOptions()
        enough.maxPixels = 513 * 511
        enough.maxSide = 513
        enough.maxFileBytes = UInt64(file.count)
        XCTAssertNoThrow(try Media(data: file, options: enough))
        // What is too large is known before the first row.
        let huge = Png.head(width: 65535, height: 65535, channels: 3) + [0, 0, 0, 9]
        assertFails(.limit) { try Media(data: Data(huge + Array("IDAT".utf8))) }
    }

    func testProgressIsToldAndMayStop() throws {
        let file = try picture()
        var told: [(Int, Int)] = []
        var options = MediaOptions()
        options.progress = { done, all in
            told.append((done, all))
            return true
        }
        _ = try Media(data: file, options: options)
        XCTAssertEqual(told.last?.0, 511)
        XCTAssertEqual(told.last?.1, 511)
        XCTAssertEqual(told.map { $0.0 }, told.map { $0.0 }.sorted())
        XCTAssertGreaterThan(told.count, 511 / 64)
        let calls = told.count
        options.progress = { _, _ in false }
        assertFails(.cancelled) { try Media(data: file, options: options) }
        assertFails(.cancelled) { try Viewed(data: file, for: .query, options: options) }
        // At any of its calls, the last one too.
        for stop in [1, 2, calls] {
            var count = 0
            options.progress = { _, _ in
                count += 1
                if count == stop {
                    throw Stopped()
                }
                return true
            }
            XCTAssertThrowsError(try Media(data: file, options: options)) {
                XCTAssertTrue($0 is Stopped, "\($0)")
            }
            XCTAssertEqual(count, stop)
        }
    }

    func testAContextServesOneCallAtATime() throws {
        let file = try picture()
        let plain = try Media(data: file).dihedral
        var options = MediaOptions()
        options.context = try MediaContext(memory: 16 << 20)
        for _ in 0..<3 {
            XCTAssertEqual(try Media(data: file, options: options).dihedral, plain)
        }
        let inside = options
        options.progress = { _, _ in
            _ = try Media(data: file, options: inside)
            return true
        }
        assertFails(.busy) { try Media(data: file, options: options) }
        XCTAssertEqual(try Media(data: file, options: inside).dihedral, plain)
        assertFails(.argument) { try MediaContext(memory: 1) }
        assertFails(.argument) { try MediaContext(memory: -1) }
        options = MediaOptions()
        options.context = try MediaContext(memory: 1 << 20)
        assertFails(.limit) { try Viewed(data: file, for: .bank, options: options) }
    }
}
