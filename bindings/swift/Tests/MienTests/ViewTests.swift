// SPDX-License-Identifier: Apache-2.0
import CMien
import XCTest

@testable import Mien

final class ViewTests: XCTestCase {
    private let folder = Folder()

    override func tearDown() {
        folder.remove()
    }

    // The photo, and without a fifth of it on each side.
    private func whole() throws -> Data {
        try Vector.named(Vector.photo).png()
    }

    private func part() throws -> Data {
        try Vector.named(Vector.photo).png(left: 200, top: 150, width: 624, height: 468)
    }

    func testViewsAreOfThePicture() throws {
        let vector = try Vector.named(Vector.photo)
        let found = try Viewed(data: whole(), for: .bank)
        XCTAssertEqual(found.media.dihedral, vector.full)
        let first = found.views[0]
        XCTAssertEqual(first.kind, .whole)
        XCTAssertEqual(first.hashes, vector.full)
        XCTAssertEqual(first.quality, vector.quality)
        XCTAssertEqual(first.variant(.rot270).rawValue, 3)
        XCTAssertEqual([first.place.x, first.place.y], [512, 384])
        XCTAssertEqual([first.place.width, first.place.height], [1024, 768])
        XCTAssertTrue(found.views.contains { $0.kind == .window })
        XCTAssertTrue(found.views.allSatisfy { $0.hashes.count == 8 })
        XCTAssertGreaterThan(found.views.count, 50)
        let query = try Viewed(data: whole(), for: .query).views
        XCTAssertEqual(query[0].hashes, vector.full)
        XCTAssertTrue(query.dropFirst().allSatisfy { $0.hashes.count == 1 })
        XCTAssertTrue(query.contains { $0.kind == .negative })
        XCTAssertTrue(query.contains { $0.place.degrees != 0 })
    }

    func testEveryWayInGivesTheSameViews() throws {
        let vector = try Vector.named(Vector.photo)
        let (file, pixels) = (try whole(), try vector.pixels())
        let url = try folder.write(file)
        let open = try FileHandle(forReadingFrom: url)
        for purposes in [View.Purposes.bank, .query, [.bank, .query]] {
            let views = try Viewed(data: file, for: purposes).views
            XCTAssertEqual(try Viewed(path: url.path, for: purposes).views, views)
            XCTAssertEqual(try Viewed(contentsOf: url, for: purposes).views, views)
            try open.seek(toOffset: 0)
            XCTAssertEqual(
                try Viewed(fileDescriptor: open.fileDescriptor, for: purposes).views, views)
            XCTAssertEqual(
                try View.of(
                    pixels: pixels, width: vector.width, height: vector.height,
                    format: .rgb8, for: purposes), views)
            let stream = try ViewsStream(
                width: vector.width, height: vector.height, format: .rgb8)
            for y in 0..<vector.height {
                let row = y * vector.stride
                try stream.push(Array(pixels[row..<row + vector.stride]), rows: 1)
            }
            assertFails(.argument) { try stream.finish(for: []) }
            XCTAssertEqual(try stream.finish(for: purposes), views)
            assertFails(.state) { try stream.finish(for: purposes) }
        }
    }

    func testABudgetCutsOffTheEnd() throws {
        let file = try whole()
        for (purposes, each) in [(View.Purposes.query, 1), (.bank, 8)] {
            let all = try Viewed(data: file, for: purposes).views
            for count in [1, 2, 20] {
                let some = try Viewed(data: file, for: purposes, budget: count * each).views
                XCTAssertEqual(some, Array(all.prefix(count)))
            }
        }
    }

    func testNamesAndVariantsLeadBack() throws {
        let views = try Viewed(data: whole(), for: [.bank, .query]).views
        XCTAssertEqual(Set(views.map { $0.name }).count, views.count)
        for view in views {
            let named = try XCTUnwrap(View.named(view.name))
            XCTAssertEqual(named.kind, view.kind)
            XCTAssertEqual(named.number, view.number)
            for which in Dihedral.allCases {
                let variant = view.variant(which)
                XCTAssertEqual(ViewVariant(rawValue: variant.rawValue), variant)
                XCTAssertEqual(variant.number, view.number)
            }
        }
        for wrong in ["", "whole-1", "window", "window-256", "window-3\0", "Whole"] {
            XCTAssertNil(View.named(wrong), wrong)
        }
        XCTAssertNil(ViewVariant(rawValue: .max))
        XCTAssertNil(ViewVariant(rawValue: 1 << 16))
    }

    func testNamesAreThoseOfTheLibrary() throws {
        let hash = try XCTUnwrap(Hash(hex: String(repeating: "5", count: 64)))
        for kind in View.Kind.allCases {
            let name = try View(kind: kind, number: 0, hashes: [hash]).name
            XCTAssertEqual(name.split(separator: "-")[0], "\(kind)")
        }
        XCTAssertEqual(View.Kind.allCases.count, Int(MIEN_VIEW_KIND_COUNT))
        for which in Dihedral.allCases.dropFirst() {
            XCTAssertEqual(String(cString: mien_dihedral_name(which.asC)), "\(which)")
        }
        XCTAssertEqual(Dihedral.allCases.count, Int(MIEN_DIHEDRAL_COUNT))
        let orientations = [
            MIEN_ORIENTATION_TOP_LEFT, MIEN_ORIENTATION_TOP_RIGHT,
            MIEN_ORIENTATION_BOTTOM_RIGHT, MIEN_ORIENTATION_BOTTOM_LEFT,
            MIEN_ORIENTATION_LEFT_TOP, MIEN_ORIENTATION_RIGHT_TOP,
            MIEN_ORIENTATION_RIGHT_BOTTOM, MIEN_ORIENTATION_LEFT_BOTTOM,
        ]
        XCTAssertEqual(Orientation.allCases.map { $0.asC }, orientations)
        for (number, count) in [(-1, 1), (256, 1), (0, 0), (0, 2), (0, 9)] {
            let hashes = [Hash](repeating: hash, count: count)
            assertFails(.argument) {
                try View(kind: .zoom, number: number, hashes: hashes)
            }
        }
    }

    func testASmallTurnedPictureIsSeenAsAViewerTurnsIt() throws {
        let vector = try Vector.named("mix_rgb_127x129")
        let (width, height) = (vector.width, vector.height)
        let pixels = try vector.pixels()
        let turned = (0..<width).flatMap { y in
            (0..<height).flatMap { x -> ArraySlice<UInt8> in
                let from = 3 * ((height - 1 - x) * width + y)
                return pixels[from..<from + 3]
            }
        }
        let hash = try Pdq(pixels: turned, width: height, height: width, format: .rgb8).hash
        func views(_ orientation: Orientation) throws -> [View] {
            try View.of(
                pixels: pixels, width: width, height: height, format: .rgb8, for: .query,
                orientation: orientation)
        }
        let seen = try XCTUnwrap(views(.rightTop).first { $0.kind == .seen })
        XCTAssertTrue(seen.hashes[0].matches(hash))
        // The other way round it is another picture.
        let other = try XCTUnwrap(views(.leftBottom).first { $0.kind == .seen })
        XCTAssertFalse(other.hashes[0].matches(hash))
        XCTAssertFalse(try views(.topLeft).contains { $0.kind == .seen })
    }

    func testAPartIsFoundAgain() throws {
        let item = try Viewed(data: whole(), for: .bank).views
        let upload = try Viewed(data: part(), for: .query).views
        let found = try Agreement(upload: upload, item: item)
        XCTAssertEqual(found.verdict, .match)
        XCTAssertEqual(found.dihedral, .original)
        let nearest = try XCTUnwrap(found.nearest)
        let distance = upload[nearest.upload].hashes[0]
            .distance(to: item[nearest.item].hashes[found.dihedral.rawValue])
        XCTAssertEqual(distance, nearest.distance)
        // The part begins at (200, 150) of the whole.
        let transform = try XCTUnwrap(found.transform)
        for (number, expected) in zip(transform, [1, 0, -200, 0, 1, -150] as [Float]) {
            XCTAssertEqual(number, expected, accuracy: abs(expected) * 0.05 + 0.05)
        }
        // By its windows alone, the whole picture is itself.
        let windows = item.filter { $0.kind == .window }
        let again = try Viewed(data: whole(), for: .query).views
        let same = try Agreement(upload: again, item: windows)
        XCTAssertEqual(same.reason, .windows)
        XCTAssertTrue(1...same.windows ~= same.agreeing, "\(same)")
        XCTAssertTrue(same.covered > 0 && same.covered <= 1, "\(same)")
        let stranger = try Vector.named("tri_rgb_800x600").png()
        let other = try Viewed(data: stranger, for: .query).views
        for upload in [other, []] {
            let none = try Agreement(upload: upload, item: item)
            XCTAssertEqual(none.verdict, .nothing)
            XCTAssertEqual(none.reason, .none)
            XCTAssertNil(none.nearest)
            XCTAssertNil(none.transform)
        }
    }

    func testMatchesAreThePairsWithinTheRadius() throws {
        let item = try Viewed(data: whole(), for: .bank).views
        let upload = try Viewed(data: part(), for: .query, budget: 40).views
        for radius in [0, 31, 64, 256] {
            var expected: [ViewMatch] = []
            for (u, view) in upload.enumerated() {
                for (i, other) in item.enumerated() {
                    for (which, hash) in zip(Dihedral.allCases, other.hashes) {
                        let distance = view.hashes[0].distance(to: hash)
                        if distance <= radius {
                            expected.append(
                                ViewMatch(
                                    upload: u, item: i, dihedral: which,
                                    distance: distance))
                        }
                    }
                }
            }
            let matches = try ViewMatch.between(upload: upload, item: item, radius: radius)
            XCTAssertTrue(matches == expected, "radius \(radius): \(matches.count) matches")
        }
        let outside = ViewMatch(upload: -1, item: 0, dihedral: .original, distance: 3)
        assertFails(.argument) {
            try Agreement(upload: upload, item: item, matches: [outside])
        }
        assertFails(.argument) {
            try ViewMatch.between(upload: upload, item: item, radius: -1)
        }
    }

    func testAnIndexHoldsViews() throws {
        let item = try Viewed(data: whole(), for: .bank).views
        let path = folder.path("index")
        try Index.create(path: path)
        let index = try Index(path: path, forChanges: true)
        let entries = item.flatMap { $0.entries(id: 7, list: 2) }
        XCTAssertEqual(entries.count, 8 * item.count)
        XCTAssertEqual(
            try index.change(entries.map { .add($0) }).added, UInt64(entries.count))
        let search = try index.search()
        let upload = try Viewed(data: part(), for: .query).views
        let matches = try search.batch(upload.map { $0.hashes[0] })
        XCTAssertEqual(Set(matches.map { $0.id }), [7])
        let stored = View.of(entries: try search.id(7, list: 2))
        XCTAssertEqual(Set(stored.map { $0.name }), Set(item.map { $0.name }))
        for view in stored {
            let original = item.first { $0.name == view.name }
            XCTAssertEqual(view.hashes, original?.hashes)
        }
        XCTAssertEqual(try Agreement(upload: upload, item: stored).verdict, .match)
        let other = Entry(hash: upload[0].hashes[0], id: 7, variant: .max)
        XCTAssertEqual(View.of(entries: [other, entries[1]]), [])
        XCTAssertEqual(View.of(entries: [entries[0]]).map { $0.hashes }, [[entries[0].hash]])
    }

    func testFailuresTellWhy() throws {
        let file = try whole()
        assertFails(.format) { try Viewed(data: Data("no picture".utf8), for: .bank) }
        assertFails(.argument) { try Viewed(data: file, for: []) }
        assertFails(.argument) { try Viewed(data: file, for: .bank, budget: -1) }
        assertFails(.argument) { try Viewed(data: file, for: .bank, budget: .max) }
        var options = MediaOptions()
        options.mode = .approximate
        assertFails(.argument) { try Viewed(data: file, for: .bank, options: options) }
    }
}
