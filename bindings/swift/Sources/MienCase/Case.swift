// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Mien

/// What a survivor makes, seals for those whom she trusts, keeps in a `Wallet`, and can
/// take back: a key, and the hashes of some pictures. `<mien/case.h>` is the manual. It
/// belongs to one thread at a time, and is wiped with the last reference to it.
///
/// Days are texts, "2026-11-21", hers: mien knows no clock.
public final class Case {
    let handle: OpaquePointer

    /// Begins a case with a new key.
    ///
    /// - Parameters:
    ///   - day: today.
    ///   - practice: for learning: it is sealed for practice recipients only.
    /// - Throws: `MienError`: argument, internal (the system gives no random numbers).
    public init(day: String, practice: Bool = false) throws {
        let today = try forC(day)
        handle = try made { mien_case_new($0, today, practice, $1) }
    }

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        mien_case_free(handle)
    }

    /// What a case is.
    public struct Info: Sendable {
        public let id: String
        /// On which it began; nil in one that was made of words.
        public let day: String?
        /// Until when it counts; nil before the first sealing.
        public let expires: String?
        /// Pictures and films.
        public let items: Int
        /// Of them in no document yet.
        public let unsent: Int
        /// For whom it was sealed so far.
        public let recipients: Int
        public let practice: Bool
        public let withdrawn: Bool
        /// What `limitHashes` was told; nil: nothing.
        public let hashes: Int?
        /// Items of which the case keeps views.
        public let withViews: Int

        init(_ info: mien_case_info) {
            id = string(info.id)
            day = MienCase.day(string(info.day))
            expires = MienCase.day(string(info.expires))
            items = Int(info.items)
            unsent = Int(info.unsent)
            recipients = Int(info.recipients)
            practice = info.practice
            withdrawn = info.withdrawn
            hashes = info.hashes == 0 ? nil : Int(info.hashes)
            withViews = Int(info.with_views)
        }
    }

    /// What the case is now.
    public func info() throws -> Info {
        var info = mien_case_info()
        info.size = MemoryLayout<mien_case_info>.stride
        try check(mien_case_info(handle, &info))
        return Info(info)
    }

    /// What she says to a question.
    public enum Answer: Sendable, CaseIterable {
        case no
        case yes
        case unsure

        var asC: mien_answer {
            switch self {
            case .no: return MIEN_ANSWER_NO
            case .yes: return MIEN_ANSWER_YES
            case .unsure: return MIEN_ANSWER_UNSURE
            }
        }
    }

    /// Notes her answer; the last one counts. The questions of every case: adult_now,
    /// adults_in_image, self_in_image, no_consent_to_share, synthetic, on_behalf.
    /// Others are those of a recipient.
    ///
    /// - Throws: `MienError`: argument; refused: where somebody is no adult there is no
    ///   case.
    public func answer(_ question: String, _ answer: Answer) throws {
        let id = try forC(question)
        try check { mien_case_answer(handle, id, answer.asC, $0) }
    }

    /// Names a country where it should count: two letters, "FR".
    public func region(_ country: String) throws {
        let letters = try forC(country)
        try check { mien_case_region(handle, letters, $0) }
    }
}

// The items.
extension Case {
    /// Adds the picture of a file, which was hashed exactly: with `PdqMode.full`, and
    /// `MediaOptions.Speed.exact`.
    ///
    /// - Returns: the number of the item, from 1.
    /// - Throws: `MienError`: argument: a hash that is not exact; limit, state.
    @discardableResult
    public func add(_ media: Media) throws -> Int {
        guard media.isExact else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "a hash that is not exact")
        }
        return try add(dihedral: media.dihedral, quality: media.quality)
    }

    /// Adds a picture that was hashed with `PdqMode.full`.
    @discardableResult
    public func add(_ pdq: Pdq) throws -> Int {
        try add(dihedral: pdq.dihedral, quality: pdq.quality)
    }

    /// Adds a picture by its eight hashes, of `PdqMode.full`, and their quality.
    @discardableResult
    public func add(dihedral: [Hash], quality: Int) throws -> Int {
        guard dihedral.count == Int(MIEN_DIHEDRAL_COUNT) else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "not eight hashes")
        }
        let hashes = dihedral.map { $0.asC }
        let theirs = try number(quality)
        return try numbered { mien_case_add_image(handle, $0, hashes, theirs, $1) }
    }

    /// Adds a picture with its views, as they are made for `View.Purposes.bank`. A
    /// document holds as many of their hashes as she allows, and all of its recipients
    /// take.
    ///
    /// - Throws: `MienError`: argument: no such views; limit, state.
    @discardableResult
    public func add(views: [View]) throws -> Int {
        let its = views.map { $0.asC }
        return try numbered { mien_case_add_views(handle, $0, its, its.count, $1) }
    }

    /// Adds a film by the MD5 of its file, 16 bytes: it is found again as the very same
    /// file.
    @discardableResult
    public func addVideo(md5: [UInt8]) throws -> Int {
        guard md5.count == 16 else {
            throw MienError(MIEN_ERROR_ARGUMENT, detail: "not 16 bytes")
        }
        return try numbered { mien_case_add_video(handle, $0, md5, $1) }
    }

    private func numbered(
        _ call: (UnsafeMutablePointer<UInt32>, Reason) -> mien_status
    ) throws -> Int {
        var item: UInt32 = 0
        try check { call(&item, $0) }
        return Int(item)
    }

    /// Takes an item away that no document holds yet.
    ///
    /// - Throws: `MienError`: argument: there is none; state: a document holds it.
    public func drop(_ item: Int) throws {
        let which = try number(item)
        try check { mien_case_drop(handle, which, $0) }
    }

    /// Notes how many hashes of one picture a document may hold at most. 8: the whole
    /// picture only. Without it the recipients decide.
    ///
    /// - Throws: `MienError`: argument: fewer than 8; state.
    public func limitHashes(_ most: Int) throws {
        let hashes = try number(most)
        try check { mien_case_hashes(handle, hashes, $0) }
    }
}
