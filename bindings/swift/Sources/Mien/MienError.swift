// SPDX-License-Identifier: Apache-2.0
import CMien

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A call of mien that failed.
public struct MienError: Error, Sendable, CustomStringConvertible {
    /// Why. See `enum mien_status` in `<mien/status.h>`.
    public enum Status: Sendable {
        /// An argument breaks the contract of the function: a bug of the caller.
        case argument
        /// The system had no memory left.
        case memory
        /// A file could not be opened or read; `systemError` has the reason.
        case io
        /// The bytes are not an image of any kind that mien can name.
        case format
        /// An image of a kind, or with a feature, that this build cannot decode.
        case unsupported
        /// The image asks for more than the limits allow.
        case limit
        /// The image, or the index, is damaged or cut short.
        case corrupt
        /// A structure is of a version that this library does not know.
        case version
        /// The caller's own callback asked to stop.
        case cancelled
        /// Functions were called in an order that cannot work.
        case state
        /// A library that mien relies on failed in a way that is not the file's fault.
        case `internal`
        /// Somebody else has it, as only one can at a time.
        case busy
        /// The rules forbid it.
        case refused
        /// It does not open with this key or passphrase, or it was changed since.
        case key
        /// No failure yet: the rows are wanted once more.
        case again
        /// One that this version of the binding does not know.
        case unknown

        init(_ status: mien_status) {
            switch status {
            case MIEN_ERROR_ARGUMENT: self = .argument
            case MIEN_ERROR_MEMORY: self = .memory
            case MIEN_ERROR_IO: self = .io
            case MIEN_ERROR_FORMAT: self = .format
            case MIEN_ERROR_UNSUPPORTED: self = .unsupported
            case MIEN_ERROR_LIMIT: self = .limit
            case MIEN_ERROR_CORRUPT: self = .corrupt
            case MIEN_ERROR_VERSION: self = .version
            case MIEN_ERROR_CANCELLED: self = .cancelled
            case MIEN_ERROR_STATE: self = .state
            case MIEN_ERROR_INTERNAL: self = .internal
            case MIEN_ERROR_BUSY: self = .busy
            case MIEN_ERROR_REFUSED: self = .refused
            case MIEN_ERROR_KEY: self = .key
            case MIEN_ERROR_AGAIN: self = .again
            default: self = .unknown
            }
        }
    }

    /// Why.
    public let status: Status
    /// One English clause that says more, with that of the system when the status is `io`,
    /// or nothing. It never contains bytes of an image.
    public let detail: String
    /// `errno`, when the status is `io`; 0 otherwise.
    public let systemError: Int32
    /// For developers and logs.
    public let description: String

    package init(_ status: mien_status, detail: String = "", systemError: Int32 = 0) {
        self.status = Status(status)
        let reason = systemError == 0 ? "" : String(cString: strerror(systemError))
        self.detail = [detail, reason].filter { !$0.isEmpty }.joined(separator: ": ")
        self.systemError = systemError
        let sentence = String(cString: mien_strerror(status))
        description = self.detail.isEmpty ? sentence : sentence + ": " + self.detail
    }
}

/// Throws unless the status is MIEN_OK. To be called at once, while errno is that of the
/// call.
package func check(_ status: mien_status) throws {
    let number = errno
    if status != MIEN_OK {
        throw MienError(status, systemError: status == MIEN_ERROR_IO ? number : 0)
    }
}

/// Calls a function that fills a `struct mien_error`, and throws what it failed with.
package func check(_ call: (UnsafeMutablePointer<mien_error>) -> mien_status) throws {
    var reason = mien_error()
    let status = call(&reason)
    let number = errno
    if status != MIEN_OK {
        let detail = withUnsafePointer(to: &reason.detail) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: Int(MIEN_ERROR_DETAIL_SIZE)) {
                String(cString: $0)
            }
        }
        throw MienError(
            status, detail: detail, systemError: status == MIEN_ERROR_IO ? number : 0)
    }
}
