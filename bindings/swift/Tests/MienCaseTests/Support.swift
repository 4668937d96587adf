// SPDX-License-Identifier: Apache-2.0
import Foundation
import Mien
import MienCase
import XCTest

let today = "2026-11-22"
let side = 512

/// Boxes here and there: a picture with detail, and not the same when it is turned.
func boxes() -> [UInt8] {
    var pixels = [UInt8](repeating: 128, count: side * side)
    var state: UInt32 = 7
    func next(_ below: Int) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(state >> 8) % below
    }
    for _ in 0..<200 {
        let (left, top, shade) = (next(side - 80), next(side - 80), UInt8(next(256)))
        let (width, height) = (8 + next(72), 8 + next(72))
        for y in top..<top + height {
            for x in left..<left + width {
                pixels[y * side + x] = shade
            }
        }
    }
    return pixels
}

func picture() throws -> Pdq {
    try Pdq(pixels: boxes(), width: side, height: side, format: .gray8)
}

/// The views of the picture.
func views(for purposes: View.Purposes) throws -> [View] {
    try View.of(
        pixels: boxes(), width: side, height: side, format: .gray8, for: purposes)
}

/// A PNG of 64 x 64 pixels: a board of squares.
let png = Data(base64Encoded: """
    iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAGElEQVR42mPghwIGPIwPUICPMWrO\
    iDQHACAh/wEhVIQGAAAAAElFTkSuQmCC
    """)!

/// A case to which only the items are missing.
func answered(practice: Bool = false) throws -> Case {
    let its = try Case(day: today, practice: practice)
    for question in [
        "adult_now", "adults_in_image", "self_in_image", "no_consent_to_share",
    ] {
        try its.answer(question, .yes)
    }
    try its.answer("synthetic", .unsure)
    try its.answer("on_behalf", .no)
    return its
}

/// What she makes of a recipient file when she has compared the fingerprint.
func confirmed(_ made: Recipient.Made) throws -> Recipient {
    let recipient = try Recipient(made.file)
    try recipient.confirm(fingerprint: recipient.info().fingerprint)
    return recipient
}

func string(_ bytes: Data) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// Asserts with which status a call fails.
func fails<Result>(
    _ status: MienError.Status, file: StaticString = #filePath, line: UInt = #line,
    _ call: @autoclosure () throws -> Result
) {
    XCTAssertThrowsError(try call(), file: file, line: line) {
        XCTAssertEqual(
            ($0 as? MienError)?.status, status, "\($0)", file: file, line: line)
    }
}
