// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

extension Case {
    /// What a document does.
    public enum Action: Sendable, CaseIterable {
        /// All items.
        case create
        /// The items that no document holds yet; all of them when one of the recipients
        /// has none of the case so far.
        case add
        /// The whole case is taken back, for good.
        case withdraw

        var asC: mien_case_action {
            switch self {
            case .create: return MIEN_CASE_CREATE
            case .add: return MIEN_CASE_ADD
            case .withdraw: return MIEN_CASE_WITHDRAW
            }
        }

        init(_ action: mien_case_action) throws {
            guard let known = Action.allCases.first(where: { $0.asC == action }) else {
                throw MienError(MIEN_ERROR_VERSION)
            }
            self = known
        }
    }

    /// The JSON that `seal` would sign and encrypt, to be shown to her before.
    ///
    /// - Throws: `MienError` as `seal`.
    public func preview(
        _ action: Action, for recipients: [Recipient], day: String,
        expires: String? = nil
    ) throws -> Data {
        try sealing(action, recipients, day, expires) { how in
            try written { mien_case_preview(handle, $0, $1, how, $2) }
        }
    }

    /// Makes the document. The case then knows what was sealed, and for whom: put it
    /// into the wallet again.
    ///
    /// - Parameters:
    ///   - recipients: who can open it; each has to be confirmed.
    ///   - day: today.
    ///   - expires: until when it shall count; nil: a year, or as the case has it.
    /// - Throws: `MienError`: refused (the detail names what), state, limit, argument.
    ///   Nothing is changed then.
    public func seal(
        _ action: Action, for recipients: [Recipient], day: String,
        expires: String? = nil
    ) throws -> Data {
        try sealing(action, recipients, day, expires) { how in
            try written { mien_case_seal(handle, $0, $1, how, $2) }
        }
    }

    private func sealing(
        _ action: Action, _ recipients: [Recipient], _ day: String, _ expires: String?,
        _ call: (UnsafePointer<mien_case_seal>) throws -> Data
    ) throws -> Data {
        let handles: [OpaquePointer?] = recipients.map { $0.handle }
        return try withTexts([day, expires]) { texts in
            try handles.withUnsafeBufferPointer { buffer in
                var how = mien_case_seal()
                how.size = MemoryLayout<mien_case_seal>.stride
                how.action = action.asC
                how.recipients = buffer.baseAddress
                how.recipient_count = buffer.count
                how.day = texts[0]
                how.expires = texts[1]
                return try withExtendedLifetime(recipients) { try call(&how) }
            }
        }
    }

    /// For whom it was sealed so far: copies, confirmed.
    public func recipients() throws -> [Recipient] {
        try (0..<info().recipients).map { index in
            Recipient(
                handle: try made {
                    mien_case_recipient(handle, UInt32(index), $0, $1)
                })
        }
    }
}
