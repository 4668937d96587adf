// SPDX-License-Identifier: Apache-2.0
import CMien
import CMienCase
import Mien

// The key of a case as 24 words, to be written down.
extension Case {
    /// Their language.
    public enum Language: Sendable, CaseIterable {
        case english
        case french
        case spanish
        /// The numbers of the words, 0001 to 2048.
        case numbers

        var asC: mien_words {
            switch self {
            case .english: return MIEN_WORDS_ENGLISH
            case .french: return MIEN_WORDS_FRENCH
            case .spanish: return MIEN_WORDS_SPANISH
            case .numbers: return MIEN_WORDS_NUMBERS
            }
        }
    }

    /// The words, with single spaces between them.
    public func words(_ language: Language = .english) throws -> Secret {
        var words = [CChar](repeating: 0, count: Int(MIEN_WORDS_SIZE))
        return try words.withUnsafeMutableBytes { bytes in
            defer { mien_swift_wipe(bytes.baseAddress, bytes.count) }
            let text = bytes.bindMemory(to: CChar.self).baseAddress
            try check(mien_case_words(handle, language.asC, text))
            return Secret(bytes.prefix { $0 != 0 })
        }
    }

    /// Makes a case again of its words, of any language, to take it back: it has its
    /// key and its id, and no items.
    ///
    /// - Parameters:
    ///   - id: of a case whose id does not follow from its key; nil otherwise.
    ///   - practice: whether it was a practice case.
    /// - Throws: `MienError`: corrupt, with the number of the word; argument.
    public convenience init(
        words: Secret, id: String? = nil, practice: Bool = false
    ) throws {
        let its = try id.map { try forC($0) }
        let handle = try words.withUnsafeBytes { bytes in
            try made {
                mien_case_from_words(
                    $0, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, its,
                    practice, $1)
            }
        }
        self.init(handle: handle)
    }
}
