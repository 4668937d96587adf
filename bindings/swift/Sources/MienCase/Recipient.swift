// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

/// A body that can open documents, as its recipient file describes it. It belongs to
/// one thread at a time.
public final class Recipient {
    let handle: OpaquePointer

    /// Reads a recipient file: JSON, judged completely.
    ///
    /// - Throws: `MienError`: limit, corrupt, version.
    public init(_ file: Data) throws {
        handle = try withBytes(file) { bytes, count in
            try made { mien_recipient_read($0, bytes, count, $1) }
        }
    }

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        mien_recipient_free(handle)
    }

    /// What a recipient file says. Texts that are absent are empty.
    public struct Info: Sendable {
        public let id: String
        public let name: String
        /// The page where the fingerprint is published.
        public let web: String
        public let contact: String
        /// Of the public key: what she compares with the one that the body publishes.
        public let fingerprint: String
        /// The last day on which to seal for it, or nil.
        public let expires: String?
        public let minimumQuality: Int
        public let maximumItems: Int
        /// Of one picture; 8 are those of the whole picture.
        public let maximumHashes: Int
        public let takesImages: Bool
        public let takesVideos: Bool
        /// Whether it wants to know where in the picture a view lies.
        public let takesPlaces: Bool
        /// Whether it takes practice cases, and no others.
        public let practice: Bool
        /// Whether `confirm(fingerprint:)` was called.
        public let confirmed: Bool

        init(_ info: mien_recipient_info) {
            id = String(cString: info.id)
            name = String(cString: info.name)
            web = String(cString: info.web)
            contact = String(cString: info.contact)
            fingerprint = String(cString: info.fingerprint)
            expires = day(String(cString: info.expires))
            minimumQuality = Int(info.minimum_quality)
            maximumItems = Int(info.maximum_items)
            maximumHashes = Int(info.maximum_hashes)
            takesImages = info.takes_images
            takesVideos = info.takes_videos
            takesPlaces = info.takes_places
            practice = info.practice
            confirmed = info.confirmed
        }
    }

    /// What the file says.
    public func info() throws -> Info {
        var info = mien_recipient_info()
        info.size = MemoryLayout<mien_recipient_info>.stride
        try check(mien_recipient_info(handle, &info))
        return Info(info)
    }

    /// The whole file as JSON, for its languages and questions: see doc/case-format.md.
    public func json() throws -> Data {
        try written { text, length, _ in mien_recipient_json(handle, text, length) }
    }

    /// Says that a person has compared the fingerprint with the one which the body
    /// publishes. Without it nothing is sealed for the recipient.
    ///
    /// - Throws: `MienError`: refused: it is another; do not send anything.
    public func confirm(fingerprint: String) throws {
        let published = try forC(fingerprint)
        try check { mien_recipient_confirm(handle, published, $0) }
    }
}

extension Recipient {
    /// A recipient that was made.
    public struct Made: Sendable {
        /// The recipient file, to be published.
        public let file: Data
        /// The private key that opens what is sealed for it: a JWK.
        public let key: Secret
    }

    /// Makes a new recipient.
    ///
    /// - Parameters:
    ///   - id: 1 to 64 of a-z 0-9 . - _
    ///   - web: the page where the fingerprint is published.
    ///   - expires: the last day on which to seal for it: "2027-11-21".
    ///   - practice: for practice cases, and no others.
    ///   - maximumHashes: of one picture; 8, those of the whole picture, or more.
    ///   - takesPlaces: whether it wants to know where in the picture a view lies.
    /// - Throws: `MienError`: argument.
    public static func make(
        id: String, name: String, web: String? = nil, contact: String? = nil,
        expires: String? = nil, practice: Bool = false, maximumHashes: Int = 8,
        takesPlaces: Bool = false
    ) throws -> Made {
        var make = mien_recipient_make()
        make.size = MemoryLayout<mien_recipient_make>.stride
        make.practice = practice
        make.maximum_hashes = Int(try number(maximumHashes))
        make.takes_places = takesPlaces
        var key: UnsafeMutablePointer<CChar>?
        var keyLength = 0
        let file = try withTexts([id, name, web, contact, expires]) { texts in
            make.id = texts[0]
            make.name = texts[1]
            make.web = texts[2]
            make.contact = texts[3]
            make.expires = texts[4]
            return try written {
                mien_recipient_new($0, $1, &key, &keyLength, &make, $2)
            }
        }
        defer { mien_case_text_free(key, keyLength) }
        return Made(
            file: file,
            key: Secret(UnsafeRawBufferPointer(start: key, count: keyLength)))
    }
}
