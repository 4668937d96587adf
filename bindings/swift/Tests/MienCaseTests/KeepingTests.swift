// SPDX-License-Identifier: Apache-2.0
import Foundation
import Mien
import MienCase
import XCTest

/// What is kept: her wallet and her words, and the body's register.
final class KeepingTests: XCTestCase {
    private let passphrase = Secret("seven lamps — green water".utf8)

    func testWalletsGiveACaseBack() throws {
        let its = try answered()
        try its.add(picture())
        let id = try its.info().id
        let wallet = try Wallet()
        try wallet.put(its)
        let file = try wallet.seal(passphrase: passphrase)
        XCTAssertFalse(string(file).contains(id))
        let opened = try Wallet(file, passphrase: passphrase)
        XCTAssertEqual(opened.count, 1)
        XCTAssertEqual(try opened.get(0).info().id, id)
        XCTAssertEqual(try opened.find(String(id.prefix(8))).info().items, 1)
        fails(.argument, try opened.get(1))
        fails(.argument, try opened.get(-1))
        try opened.forget(id)
        XCTAssertEqual(opened.count, 0)
        fails(.argument, try opened.find(id))
        fails(.argument, try opened.forget(id))
        fails(.key, try Wallet(file, passphrase: Secret("another".utf8)))
        fails(.argument, try Wallet(file, passphrase: Secret([])))
        fails(.corrupt, try Wallet(Data("none".utf8), passphrase: passphrase))
        fails(.corrupt, try Wallet(Data(), passphrase: passphrase))
    }

    func testACaseIsTakenBackFromTheWallet() throws {
        let made = try Recipient.make(id: "x", name: "X")
        let its = try answered()
        try its.add(picture())
        let sealed = try its.seal(.create, for: [confirmed(made)], day: today)
        let wallet = try Wallet()
        try wallet.put(its)
        let kept = try Wallet(
            wallet.seal(passphrase: passphrase), passphrase: passphrase
        ).get(0)
        let taken = try kept.seal(.withdraw, for: kept.recipients(), day: "2026-12-01")
        XCTAssertTrue(try kept.info().withdrawn)
        fails(.state, try kept.add(picture()))
        try isTakenBack(sealed, taken, made.key, try its.info().id)
    }

    func testACaseIsTakenBackByItsWords() throws {
        let made = try Recipient.make(id: "x", name: "X")
        let body = try confirmed(made)
        let its = try answered()
        try its.add(picture())
        let sealed = try its.seal(.create, for: [body], day: today)
        let id = try its.info().id
        for language in Case.Language.allCases {
            let words = try its.words(language)
            XCTAssertEqual(words.text().split(separator: " ").count, 24)
            let again = try Case(words: words)
            XCTAssertEqual(try again.info().id, id)
            XCTAssertNil(try again.info().day)
            let taken = try again.seal(.withdraw, for: [body], day: "2026-12-01")
            try isTakenBack(sealed, taken, made.key, id)
        }
        var exchanged = try its.words().text().split(separator: " ")
        exchanged[3] = "zzzz"
        XCTAssertThrowsError(
            try Case(words: Secret(exchanged.joined(separator: " ").utf8))
        ) {
            let failure = $0 as? MienError
            XCTAssertEqual(failure?.status, .corrupt)
            XCTAssertTrue(failure?.detail.contains("4") == true, "\($0)")
        }
    }

    /// The register refuses the old document after the withdrawal, also when it was
    /// written down meanwhile.
    private func isTakenBack(
        _ sealed: Data, _ taken: Data, _ key: Secret, _ id: String
    ) throws {
        let document = try Document(sealed, key: key)
        let withdrawal = try Document(taken, key: key)
        XCTAssertEqual(try withdrawal.info().action, .withdraw)
        XCTAssertEqual(try withdrawal.info().caseId, id)
        let register = try Register()
        try register.judge(document)
        XCTAssertFalse(register.isWithdrawn(id))
        try register.judge(withdrawal)
        let again = try Register(register.json())
        XCTAssertTrue(again.isWithdrawn(id))
        fails(.refused, try again.judge(document))
        XCTAssertEqual(
            try Document.export([document, withdrawal], as: .pytx), Data(),
            "a hash that was taken back")
        fails(.corrupt, try Register(Data()))
    }

    func testExportsForOtherSystems() throws {
        let made = try Recipient.make(id: "x", name: "X")
        let its = try answered()
        try its.add(picture())
        let sealed = try its.seal(.create, for: [confirmed(made)], day: today)
        let documents = [try Document(sealed, key: made.key)]
        let hash = try picture().hash.hex
        let all = try picture().dihedral.map { $0.hex }
        for format in Document.Format.allCases {
            let text = string(try Document.export(documents, as: format))
            XCTAssertTrue(text.contains(hash), "\(format)")
        }
        XCTAssertEqual(
            string(try Document.export(documents, as: .pytx)), "pdq \(hash)\n")
        XCTAssertEqual(
            string(try Document.export(documents, as: .pytx, all: true)),
            all.map { "pdq \($0)\n" }.joined())
    }

    func testSecretsAreNotPrinted() {
        XCTAssertEqual("\(passphrase)", "Secret")
        var dumped = ""
        dump(passphrase, to: &dumped)
        XCTAssertFalse(dumped.contains("lamps"))
        XCTAssertEqual(passphrase.text(), "seven lamps — green water")
        XCTAssertEqual(passphrase.count, passphrase.withUnsafeBytes { $0.count })
    }
}
