// SPDX-License-Identifier: Apache-2.0
import Foundation
import Mien
import MienCase
import XCTest

final class MienCaseTests: XCTestCase {
    private let bodyName = "Exémple \u{1F4F7}"

    func testFromAPictureToTheBodyThatActs() throws {
        let made = try Recipient.make(
            id: "example.org", name: bodyName, web: "https://example.org",
            expires: "2026-11-23")
        let body = try confirmed(made)
        let its = try answered()
        XCTAssertEqual(try its.add(picture()), 1)
        XCTAssertEqual(try its.addVideo(md5: Array(0..<16)), 2)
        try its.region("FR")
        XCTAssertNil(try its.info().expires)
        let hash = try picture().hash
        let shown = try its.preview(.create, for: [body], day: today)
        XCTAssertTrue(string(shown).contains(hash.hex))
        let sealed = try its.seal(.create, for: [body], day: today)
        XCTAssertFalse(string(sealed).contains(hash.hex))
        XCTAssertEqual(try its.info().unsent, 0)
        XCTAssertEqual(try its.info().expires, "2027-11-22")
        XCTAssertEqual(try its.recipients().map { try $0.info().name }, [bodyName])

        let document = try Document(sealed, key: made.key)
        let info = try document.info()
        XCTAssertEqual(info.caseId, try its.info().id)
        XCTAssertEqual(info.action, .create)
        XCTAssertEqual([info.day, info.expires], [today, "2027-11-22"])
        XCTAssertTrue(info.idOfKey)
        XCTAssertEqual(info.malformed, 0)
        let items = try document.items()
        XCTAssertEqual(items.map { $0.media }, ["image", "video"])
        XCTAssertEqual(items.compactMap { $0.problem }, [])
        XCTAssertEqual(items[0].signals.map { $0.hash }, try picture().dihedral)
        XCTAssertEqual(items[0].signals[1].variant, "rot90")
        XCTAssertEqual(items[0].signals[0].quality, try picture().quality)
        XCTAssertNil(items[0].signals[0].place)
        XCTAssertNil(items[1].signals[0].hash)
        XCTAssertEqual(items[1].signals[0].value, "000102030405060708090a0b0c0d0e0f")
        XCTAssertNil(items[1].signals[0].quality)
        let payload = string(try document.json())
        XCTAssertTrue(payload.contains("adults_in_image") && payload.contains("FR"))
    }

    func testWhatSheAddsLaterIsSealedAlone() throws {
        let made = try Recipient.make(id: "x", name: "X")
        let body = try confirmed(made)
        let its = try answered()
        try its.add(picture())
        _ = try its.seal(.create, for: [body], day: today)
        try its.addVideo(md5: Array(0..<16))
        let added = try Document(its.seal(.add, for: [body], day: today), key: made.key)
        XCTAssertEqual(try added.info().action, .add)
        XCTAssertEqual(try added.items().map { $0.media }, ["video"])
    }

    func testRecipientFilesAreReadAndCompared() throws {
        let made = try Recipient.make(
            id: "wide", name: bodyName, contact: "wide@example.org", practice: true,
            maximumHashes: 80, takesPlaces: true)
        XCTAssertFalse(string(made.file).contains("\"d\""), "a private key in the file")
        let recipient = try Recipient(made.file)
        let info = try recipient.info()
        XCTAssertEqual([info.id, info.name], ["wide", bodyName])
        XCTAssertEqual(info.contact, "wide@example.org")
        XCTAssertEqual(info.web, "")
        XCTAssertNil(info.expires)
        XCTAssertEqual(info.minimumQuality, Pdq.qualityMin)
        XCTAssertEqual(info.maximumHashes, 80)
        XCTAssertTrue(info.practice && info.takesPlaces && info.takesImages)
        XCTAssertTrue(string(try recipient.json()).contains("wide@example.org"))
        fails(.refused, try recipient.confirm(fingerprint: "another"))
        XCTAssertFalse(try recipient.info().confirmed)
        try recipient.confirm(fingerprint: info.fingerprint)
        XCTAssertTrue(try recipient.info().confirmed)
        fails(.corrupt, try Recipient(Data()))
        fails(.corrupt, try Recipient(made.file.dropLast(9)))
        fails(.argument, try Recipient.make(id: "Not An Id", name: bodyName))
        fails(.argument, try Recipient.make(id: "x", name: "cut\0off"))
        fails(.argument, try Recipient.make(id: "x", name: "X", maximumHashes: -8))
    }

    func testPracticeCasesAreForPracticeOnly() throws {
        let made = try Recipient.make(id: "school", name: "School", practice: true)
        let body = try confirmed(made)
        let real = try answered()
        try real.add(picture())
        fails(.refused, try real.seal(.create, for: [body], day: today))
        let its = try answered(practice: true)
        try its.add(picture())
        let sealed = try its.seal(.create, for: [body], day: today)
        fails(.refused, try Document(sealed, key: made.key))
        let document = try Document(sealed, key: made.key, practice: true)
        XCTAssertTrue(try document.info().practice)
    }

    func testPicturesOfFilesAreAddedWhenTheirHashIsExact() throws {
        let its = try answered()
        XCTAssertEqual(try its.add(Media(data: png)), 1)
        let same = try Media(data: png).dihedral
        XCTAssertEqual(try its.add(dihedral: same, quality: 0), 1, "there already")
        var fast = MediaOptions()
        fast.mode = .approximate
        fails(.argument, try its.add(Media(data: png, options: fast)))
        XCTAssertEqual(try its.info().items, 1)
    }

    func testViewsAreAddedAndLimited() throws {
        let made = try Recipient.make(
            id: "wide", name: "Wide", maximumHashes: 1024, takesPlaces: true)
        let its = try answered()
        let bank = try views(for: .bank)
        XCTAssertEqual(try its.add(views: bank), 1)
        XCTAssertEqual(try its.info().withViews, 1)
        XCTAssertNil(try its.info().hashes)
        try its.limitHashes(80)
        XCTAssertEqual(try its.info().hashes, 80)
        let sealed = try its.seal(.create, for: [confirmed(made)], day: today)
        let signals = try Document(sealed, key: made.key).items()[0].signals
        XCTAssertEqual(signals.map { $0.hash }, bank.prefix(10).flatMap { $0.hashes })
        XCTAssertEqual(Set(signals.map { $0.view }).count, 10)
        let place = try XCTUnwrap(signals[8].place)
        XCTAssertEqual(place.width, bank[1].place.width / Float(side), accuracy: 1e-3)
        fails(.argument, try its.add(views: []))
        fails(.argument, try its.add(views: views(for: .query)))
    }

    func testWhatIsRefusedChangesNothing() throws {
        let stranger = try Recipient(Recipient.make(id: "x", name: "X").file)
        let its = try answered()
        try its.add(picture())
        fails(.refused, try its.seal(.create, for: [stranger], day: today))
        fails(.state, try its.seal(.withdraw, for: [stranger], day: today))
        XCTAssertEqual(try its.info().unsent, 1)
        try its.drop(1)
        XCTAssertEqual(try its.info().items, 0)
        fails(.argument, try its.drop(1))
        fails(.argument, try its.drop(-1))
        fails(.argument, try its.add(dihedral: [], quality: 100))
        fails(.argument, try its.add(dihedral: picture().dihedral, quality: 101))
        fails(.argument, try its.addVideo(md5: [1]))
        fails(.argument, try its.limitHashes(7))
        fails(.argument, try its.region("F\0"))
        fails(.argument, try its.answer("self_in_image", .unsure))
        fails(.argument, try Case(day: "yesterday"))
        fails(.refused, try its.answer("adult_now", .no))
        fails(.state, try its.add(picture()))
    }

    func testDocumentsForOthersAndChangedOnesDoNotOpen() throws {
        let made = try Recipient.make(id: "x", name: "X")
        let its = try answered()
        try its.add(picture())
        let sealed = try its.seal(.create, for: [confirmed(made)], day: today)
        let other = try Recipient.make(id: "x", name: "X")
        fails(.key, try Document(sealed, key: other.key))
        fails(.corrupt, try Document(Data(), key: made.key))
        fails(.corrupt, try Document(sealed.dropLast(40), key: made.key))
        fails(.argument, try Document(sealed, key: Secret("no key".utf8)))
    }
}
