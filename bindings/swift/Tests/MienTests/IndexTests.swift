// SPDX-License-Identifier: Apache-2.0
import Dispatch
import XCTest

@testable import Mien

private struct Stopped: Error {
}

/// Each thread counts in its own place.
private struct Counts: @unchecked Sendable {
    let each: UnsafeMutableBufferPointer<Int>

    init(_ each: UnsafeMutableBufferPointer<Int>) {
        self.each = each
    }
}

final class IndexTests: XCTestCase {
    private let folder = Folder()

    override func tearDown() {
        folder.remove()
    }

    // A hash with `distance` bits of `start` turned over.
    private func hash(_ start: UInt8, _ distance: Int = 0) throws -> Hash {
        var bytes = [UInt8](repeating: start, count: 32)
        for bit in 0..<distance {
            bytes[bit / 8] ^= 1 << (bit % 8)
        }
        return try XCTUnwrap(Hash(bytes: bytes))
    }

    private func made(_ changes: [Change]) throws -> Index {
        let path = folder.path("index")
        try Index.create(path: path)
        let index = try Index(path: path, forChanges: true)
        try index.change(changes)
        return index
    }

    func testEveryChangeDoesWhatItSays() throws {
        let index = try made([])
        let entry = Entry(hash: try hash(1), id: 7, list: 2, variant: 5)
        var other = entry
        other.hash = try hash(2)
        func change(_ change: Change) throws -> [UInt64] {
            let changed = try index.change([change])
            return [changed.added, changed.removed, changed.unchanged]
        }
        XCTAssertEqual(try change(.add(entry)), [1, 0, 0])
        XCTAssertEqual(try change(.add(entry)), [0, 0, 1])
        XCTAssertEqual(try change(.replace(other)), [1, 1, 0])
        XCTAssertEqual(try index.search().id(7), [other])
        XCTAssertEqual(try change(.removeId(7, list: 3)), [0, 0, 1])
        XCTAssertEqual(try change(.removeId(7)), [0, 1, 0])
        XCTAssertEqual(try change(.add(other)), [1, 0, 0])
        XCTAssertEqual(try change(.removeHash(entry.hash)), [0, 0, 1])
        XCTAssertEqual(try change(.removeHash(other.hash, list: 2)), [0, 1, 0])
        XCTAssertEqual(try change(.add(other)), [1, 0, 0])
        XCTAssertEqual(try change(.remove(other.hash, id: 8)), [0, 0, 1])
        XCTAssertEqual(try change(.remove(other.hash, id: 7)), [0, 1, 0])
        XCTAssertEqual(try index.change([]).unchanged, 0)
        XCTAssertEqual(try index.count(), 0)
        var nowhere = entry
        nowhere.list = Index.anyList
        assertFails(.argument) { try index.change([.add(entry), .add(nowhere)]) }
        XCTAssertEqual(try index.count(), 0)
    }

    func testSearchesFindWhatIsNear() throws {
        let near = try [0, 31, 32].map { try hash(3, $0) }
        let index = try made(
            near.enumerated().map { place, hash in
                .add(Entry(hash: hash, id: UInt64(place), list: UInt32(place)))
            })
        let search = try index.search()
        XCTAssertEqual(try search.hash(near[0]).map { $0.distance }, [0, 31])
        var options = SearchOptions()
        options.radius = 32
        XCTAssertEqual(try search.hash(near[0], options).map { $0.id }, [0, 1, 2])
        options.limit = 2
        XCTAssertEqual(try search.hash(near[0], options).map { $0.id }, [0, 1])
        options.limit = 0
        options.lists = [1: -1, 0: 0]
        XCTAssertEqual(try search.hash(near[0], options).map { $0.id }, [0, 2])
        options.onlyLists = true
        XCTAssertEqual(try search.hash(near[0], options).map { $0.id }, [0])
        options = SearchOptions()
        options.firstOnly = true
        XCTAssertEqual(try search.hash(near[0], options).count, 1)
        XCTAssertEqual(try search.batch([try hash(9), near[2]]).map { $0.query }, [1, 1])
        XCTAssertEqual(try search.batch([]), [])
        for radius in [-1, 65, Int.max] {
            options.radius = radius
            assertFails(.argument) { try search.hash(near[0], options) }
        }
    }

    func testAPictureIsFoundHoweverItIsTurned() throws {
        let vector = try Vector.named("mix_rgb_129x127")
        let inverse = try XCTUnwrap(Hash(bytes: vector.full[2].bytes.map { ~$0 }))
        let index = try made([
            .add(Entry(hash: vector.full[3], id: 1)), .add(Entry(hash: inverse, id: 2)),
        ])
        let search = try index.search()
        let found = try search.oriented(dihedral: vector.full)
        XCTAssertEqual(found.map { [Int($0.id), $0.orientation, $0.distance] }, [[1, 3, 0]])
        var options = SearchOptions()
        options.complement = true
        let both = try search.oriented(dihedral: vector.full, options)
        XCTAssertEqual(both.map { [Int($0.id), $0.orientation] }, [[1, 3], [2, 10]])
        assertFails(.argument) { try search.oriented(dihedral: []) }
    }

    func testVisitsMayStopAndThrow() throws {
        let entries = try (0..<5).map { Entry(hash: try hash(UInt8($0)), id: UInt64($0)) }
        let index = try made(entries.map { .add($0) })
        var seen: [Entry] = []
        XCTAssertTrue(
            try index.each {
                seen.append($0)
                return true
            })
        XCTAssertEqual(seen, entries)
        XCTAssertFalse(try index.each { $0.id != 2 })
        XCTAssertThrowsError(try index.each { _ in throw Stopped() }) {
            XCTAssertTrue($0 is Stopped)
        }
        // Its own failure comes out as it is, though it looks like a stop.
        let cancelled = MienError(.init(rawValue: 9), detail: "mine")
        XCTAssertThrowsError(try index.each { _ in throw cancelled }) {
            XCTAssertEqual(($0 as? MienError)?.detail, "mine")
        }
        XCTAssertEqual(try index.search().id(3), [entries[3]])
    }

    func testReadersSeeWhatTheWriterDoes() throws {
        let writer = try made([])
        let path = folder.path("index")
        let reader = try Index(path: path)
        let search = try reader.search()
        try writer.change([.add(Entry(hash: try hash(4), id: 4))])
        XCTAssertEqual(try search.hash(try hash(4)).map { $0.id }, [4])
        try writer.compact()
        XCTAssertEqual(try search.hash(try hash(4)).map { $0.id }, [4])
        assertFails(.state) { try reader.change([.removeId(4)]) }
        assertFails(.busy) { try Index(path: path, forChanges: true) }
        assertFails(.state) { try Index.create(path: path) }
        assertFails(.io) { try Index(path: folder.path("none")) }
        assertFails(.argument) { try Index.create(path: folder.path("cut") + "\0here") }
        assertFails(.argument) { try Index(path: path + "\0here") }
    }

    func testThreadsSearchAndChangeAtOnce() throws {
        let index = try made([.add(Entry(hash: try hash(8), id: 8))])
        let near = try hash(8)
        var found = [0, 0, 0, 0]
        found.withUnsafeMutableBufferPointer { buffer in
            let to = Counts(buffer)
            DispatchQueue.concurrentPerform(iterations: 4) { thread in
                let search = try? index.search()
                for place in 0..<50 {
                    let id = UInt64(100 * (thread + 1) + place)
                    let entry = Entry(hash: near, id: id, list: 9)
                    let changed = try? index.change([.add(entry)])
                    let matches = try? search?.hash(near)
                    let ids = matches?.map { $0.id } ?? []
                    if changed?.added == 1 && ids.contains(id) && ids.contains(8) {
                        to.each[thread] += 1
                    }
                }
            }
        }
        XCTAssertEqual(found, [50, 50, 50, 50])
        XCTAssertEqual(try index.count(), 201)
    }

    func testASearchKeepsItsIndexOpen() throws {
        let entry = Entry(hash: try hash(6), id: 6)
        var index: Index? = try made([.add(entry)])
        weak var watched = index
        var search = try index?.search()
        index = nil
        XCTAssertNotNil(watched)
        XCTAssertEqual(try search?.id(6), [entry])
        search = nil
        XCTAssertNil(watched)
        // The writer is closed, so there may be another.
        XCTAssertNoThrow(try Index(path: folder.path("index"), forChanges: true))
    }

    func testAFailureOfTheSystemSaysWhatAndWhy() throws {
        XCTAssertThrowsError(try Index(path: folder.path("none"))) {
            let failure = $0 as? MienError
            XCTAssertEqual(failure?.systemError, ENOENT)
            let reason = String(cString: strerror(ENOENT))
            XCTAssertTrue(failure?.detail.hasSuffix(reason) ?? false, "\($0)")
            XCTAssertNotEqual(failure?.detail, reason)
        }
    }
}
