// SPDX-License-Identifier: Apache-2.0
import Foundation
import XCTest

@testable import Mien

/// Asserts that something throws a `MienError` of that status.
func assertFails<T>(
    _ status: MienError.Status, file: StaticString = #filePath, line: UInt = #line,
    _ body: () throws -> T
) {
    XCTAssertThrowsError(try body(), file: file, line: line) {
        XCTAssertEqual(
            ($0 as? MienError)?.status, status, "\($0)", file: file, line: line)
    }
}

/// A new folder, which a test removes when it is torn down. (XCTest keeps its objects until
/// the process ends, so that no deinit runs.)
struct Folder {
    private let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("mien-" + UUID().uuidString)

    init() {
        try? FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }

    /// Writes a file, whose name has what names may have.
    func write(_ data: Data) throws -> URL {
        let file = url.appendingPathComponent("a file's ümläut %20.png")
        try data.write(to: file)
        return file
    }
}
