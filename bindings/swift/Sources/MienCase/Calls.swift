// SPDX-License-Identifier: Apache-2.0
// How functions of C are called here.
import CMien
import CMienCase
import Foundation
import Mien

typealias Reason = UnsafeMutablePointer<mien_error>
typealias TextOut = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
typealias LengthOut = UnsafeMutablePointer<Int>

/// What a function makes, for its owner to free.
func made(
    _ call: (UnsafeMutablePointer<OpaquePointer?>, Reason) -> mien_status
) throws -> OpaquePointer {
    var out: OpaquePointer?
    try check { call(&out, $0) }
    return out!
}

/// A text that a function gives out, where it is: wiped with the last reference to it.
func written(_ call: (TextOut, LengthOut, Reason) -> mien_status) throws -> Data {
    var text: UnsafeMutablePointer<CChar>?
    var length = 0
    try check { call(&text, &length, $0) }
    return Data(
        bytesNoCopy: text!, count: length,
        deallocator: .custom { bytes, count in
            mien_case_text_free(bytes.assumingMemoryBound(to: CChar.self), count)
        })
}

/// The bytes of a file for C, to which an empty file is no null pointer.
func withBytes<Result>(
    _ file: Data, _ body: (UnsafeRawPointer, Int) throws -> Result
) rethrows -> Result {
    try file.withUnsafeBytes { bytes in
        if let first = bytes.baseAddress {
            return try body(first, bytes.count)
        }
        var none: UInt8 = 0
        return try body(&none, 0)
    }
}

/// A text for C, which would take it to end at a zero inside it.
func forC(_ text: String) throws -> String {
    if text.utf8.contains(0) {
        throw MienError(MIEN_ERROR_ARGUMENT, detail: "a zero in a text")
    }
    return text
}

/// Texts for the fields of a struct of C; what is nil is NULL.
func withTexts<Result>(
    _ texts: [String?], _ body: ([UnsafePointer<CChar>?]) throws -> Result
) throws -> Result {
    var all: [CChar] = []
    var places: [Int?] = []
    for text in texts {
        places.append(text == nil ? nil : all.count)
        all += try text.map { Array(try forC($0).utf8CString) } ?? []
    }
    return try all.withUnsafeBufferPointer { buffer in
        try body(places.map { place in place.map { buffer.baseAddress! + $0 } })
    }
}

/// A number for C.
func number(_ value: Int) throws -> UInt32 {
    guard let number = UInt32(exactly: value) else {
        throw MienError(MIEN_ERROR_ARGUMENT, detail: "a number out of range")
    }
    return number
}

/// The text of an array of characters in a struct of C.
func string<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// A day that may be absent.
func day(_ text: String) -> String? {
    text.isEmpty ? nil : text
}
