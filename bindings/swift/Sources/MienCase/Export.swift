// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Foundation
import Mien

extension Document {
    /// Formats of other systems.
    public enum Format: Sendable, CaseIterable {
        /// The body of StopNCII's SubmitHashes.
        case stopNCII
        /// One {"pdq":"…"} on each line, the bodies for HMA's banks.
        case hma
        /// "pdq HASH" on each line, for python-threatexchange.
        case pytx
        /// signal_type,hash,quality,variant,case,status,item.
        case csv
        /// An array of the payloads.
        case json

        var asC: mien_export {
            switch self {
            case .stopNCII: return MIEN_EXPORT_STOPNCII
            case .hma: return MIEN_EXPORT_HMA
            case .pytx: return MIEN_EXPORT_PYTX
            case .csv: return MIEN_EXPORT_CSV
            case .json: return MIEN_EXPORT_JSON
            }
        }
    }

    /// Writes documents in a format of other systems.
    ///
    /// - Parameters:
    ///   - all: all eight ways of turning, and hashes of low quality.
    ///   - views: the hashes of other views than the whole picture, too.
    public static func export(
        _ documents: [Document], as format: Format, all: Bool = false,
        views: Bool = false
    ) throws -> Data {
        let handles: [OpaquePointer?] = documents.map { $0.handle }
        let flags =
            (all ? UInt32(MIEN_EXPORT_ALL) : 0)
            | (views ? UInt32(MIEN_EXPORT_VIEWS) : 0)
        return try withExtendedLifetime(documents) {
            try written {
                mien_document_export(
                    handles, handles.count, format.asC, flags, $0, $1, $2)
            }
        }
    }
}
