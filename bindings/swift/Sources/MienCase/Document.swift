// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

/// A document that was received: decrypted and judged, and its signature is the case's.
/// Ask a `Register` before acting on it. It belongs to one thread at a time, and is
/// wiped with the last reference to it.
public final class Document {
    let handle: OpaquePointer

    /// Opens a document.
    ///
    /// - Parameters:
    ///   - key: the recipient's private key, a JWK.
    ///   - practice: take practice documents, and only them.
    /// - Throws: `MienError`: key: sealed for somebody else, or changed on the way;
    ///   refused: not signed by the case, for other recipients, or for practice;
    ///   corrupt, limit, version, unsupported, argument.
    public init(_ file: Data, key: Secret, practice: Bool = false) throws {
        let flags = practice ? UInt32(MIEN_DOCUMENT_PRACTICE) : 0
        handle = try withBytes(file) { bytes, count in
            try key.withUnsafeBytes { its in
                try made {
                    mien_document_open(
                        $0, bytes, count, its.baseAddress, its.count, flags, $1)
                }
            }
        }
    }

    deinit {
        mien_document_free(handle)
    }

    /// What a document says of itself.
    public struct Info: Sendable {
        public let caseId: String
        /// The fingerprint of the case's key.
        public let caseKey: String
        /// Whether nobody else can have signed for this case; if not, ask the register.
        public let idOfKey: Bool
        public let action: Case.Action
        public let day: String
        /// Until when it counts; nil: it does not say.
        public let expires: String?
        public let practice: Bool
        /// Good and malformed ones.
        public let items: Int
        public let malformed: Int

        init(_ info: mien_document_info) throws {
            caseId = string(info.case_id)
            caseKey = string(info.case_key)
            idOfKey = info.id_of_key
            action = try Case.Action(info.action)
            day = string(info.day)
            expires = MienCase.day(string(info.expires))
            practice = info.practice
            items = Int(info.items)
            malformed = Int(info.malformed)
        }
    }

    /// What the document says of itself.
    public func info() throws -> Info {
        var info = mien_document_info()
        info.size = MemoryLayout<mien_document_info>.stride
        try check(mien_document_info(handle, &info))
        return try Info(info)
    }

    /// The whole payload as JSON, with what this version does not know.
    public func json() throws -> Data {
        try written { text, length, _ in mien_document_json(handle, text, length) }
    }
}

// The pictures and films.
extension Document {
    /// A picture or a film.
    public struct Item: Sendable {
        /// Its name in the case.
        public let item: String
        /// "image", "video", or what a later version names.
        public let media: String
        /// Why it is malformed; nil: it is not.
        public let problem: String?
        public let signals: [Signal]

        init(_ item: mien_document_item, _ signals: [Signal]) {
            self.item = String(cString: item.item)
            media = String(cString: item.media)
            problem = item.problem.map { String(cString: $0) }
            self.signals = signals
        }
    }

    /// What a picture or a film is found again by.
    public struct Signal: Sendable {
        /// "ImagePDQ", "VideoMD5", or what a later version names.
        public let type: String
        /// As it stands in the document.
        public let value: String
        /// "original", "rot90", …; or empty.
        public let variant: String
        /// Of an ImagePDQ; nil otherwise.
        public let hash: Hash?
        /// 0 to 100; nil: it says none.
        public let quality: Int?
        /// What it shows: empty, or "whole", for the whole picture.
        public let view: String
        /// Where the view lies in the stored picture, whose longer side is 1; nil: it
        /// does not say.
        public let place: View.Place?

        init(_ signal: mien_document_signal) {
            type = String(cString: signal.type)
            value = String(cString: signal.value)
            variant = String(cString: signal.variant)
            hash = type == "ImagePDQ" ? Hash(signal.hash) : nil
            quality = signal.quality < 0 ? nil : Int(signal.quality)
            view = String(cString: signal.view)
            place = signal.place.width == 0 ? nil : View.Place(signal.place)
        }
    }

    /// Good and malformed ones.
    public func items() throws -> [Item] {
        try (0..<info().items).map { try item(UInt32($0)) }
    }

    private func item(_ index: UInt32) throws -> Item {
        var item = mien_document_item()
        item.size = MemoryLayout<mien_document_item>.stride
        try check(mien_document_item(handle, index, &item))
        return Item(item, try (0..<item.signals).map { try signal(index, $0) })
    }

    private func signal(_ item: UInt32, _ index: UInt32) throws -> Signal {
        var signal = mien_document_signal()
        signal.size = MemoryLayout<mien_document_signal>.stride
        try check(mien_document_signal(handle, item, index, &signal))
        return Signal(signal)
    }
}
