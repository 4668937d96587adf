// SPDX-License-Identifier: Apache-2.0
import CMien
import Foundation

/// The text before the zero that C puts behind it.
func text(_ characters: [CChar]) -> String {
    let bytes = characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
}

/// A path as C takes it, which would end at the first zero character and then name another
/// file.
func plain(path: String) throws -> String {
    guard !path.utf8.contains(0) else {
        throw MienError(MIEN_ERROR_ARGUMENT, detail: "a path with a zero character")
    }
    return path
}

/// The path of a URL that names a file.
func path(of url: URL) throws -> String {
    let path = url.isFileURL
        ? url.withUnsafeFileSystemRepresentation { $0.map { String(cString: $0) } } : nil
    guard let found = path else {
        throw MienError(MIEN_ERROR_ARGUMENT, detail: "a URL that names no file")
    }
    return found
}
