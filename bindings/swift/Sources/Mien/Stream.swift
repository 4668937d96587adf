// SPDX-License-Identifier: Apache-2.0
import CMien
import Foundation

/// A picture on its way into a hash, row by row from the top down, which is never held as
/// a whole. What is held of it is wiped at the end. It belongs to one thread at a time.
public final class PdqStream {
    private let format: PixelFormat
    private let width: Int
    private let scratch: Scratch
    // nil after the end.
    private var handle: OpaquePointer?

    /// Begins a picture of so many pixels.
    public init(
        width: Int, height: Int, format: PixelFormat, mode: PdqMode = .full
    ) throws {
        let (columns, rows) = try sides(width, height)
        var size = 0
        try check(mien_pdq_scratch_size(&size, columns, rows, mode.asC))
        self.format = format
        self.width = width
        scratch = try Scratch(size)
        try check(
            mien_pdq_begin(
                &handle, scratch.bytes, size, columns, rows, format.asC, mode.asC))
    }

    deinit {
        mien_pdq_abandon(handle)
    }

    /// Gives the next rows, which are only read.
    ///
    /// - Parameters:
    ///   - pixels: holds them, from its lowest address.
    ///   - rows: how many; 0 does nothing.
    ///   - stride: bytes from a row to the next; nil when the rows lie without gaps.
    ///     With a negative one they lie bottom-up: the first is the last in the buffer.
    /// - Throws: `MienError`: argument, for rows that do not fit into the buffer; state,
    ///   for more rows than the picture has. The stream stands as before the call.
    public func push(
        _ pixels: UnsafeRawBufferPointer, rows: Int, stride: Int? = nil
    ) throws {
        let handle = try alive(handle)
        if rows != 0 {
            let given = try Rows(
                pixels, width: width, count: rows, format: format, stride: stride)
            try check(mien_pdq_push(handle, given.first, given.stride, given.count))
        }
    }

    /// Gives the next rows, which lie in an array.
    public func push(_ pixels: [UInt8], rows: Int, stride: Int? = nil) throws {
        try pixels.withUnsafeBytes { try push($0, rows: rows, stride: stride) }
    }

    /// Gives the hash, after the last row, and ends the stream.
    ///
    /// - Throws: `MienError`: state, when rows are missing; and in the mode `guarded` once
    ///   at most again, when the hash is in doubt: push all rows a second time, then
    ///   finish. After both the stream goes on.
    public func finish() throws -> Pdq {
        var pdq = mien_pdq()
        var hashes = [mien_hash](repeating: mien_hash(), count: Int(MIEN_DIHEDRAL_COUNT))
        try check(mien_pdq_finish(alive(handle), &pdq, &hashes, nil))
        handle = nil
        return Pdq(quality: pdq.quality, hashes)
    }
}

/// A picture on its way into its views, as `PdqStream`. It holds the picture reduced to
/// 1024 pixels.
public final class ViewsStream {
    private let format: PixelFormat
    private let width: Int
    private let scratch: Scratch
    // nil after the end.
    private var handle: OpaquePointer?

    /// Begins a picture of so many pixels.
    public init(width: Int, height: Int, format: PixelFormat) throws {
        let (columns, rows) = try sides(width, height)
        var size = 0
        try check(mien_views_scratch_size(&size, columns, rows))
        self.format = format
        self.width = width
        scratch = try Scratch(size)
        try check(
            mien_views_begin(&handle, scratch.bytes, size, columns, rows, format.asC))
    }

    deinit {
        mien_views_abandon(handle)
    }

    /// Gives the next rows, as `PdqStream.push`.
    public func push(
        _ pixels: UnsafeRawBufferPointer, rows: Int, stride: Int? = nil
    ) throws {
        let handle = try alive(handle)
        if rows != 0 {
            let given = try Rows(
                pixels, width: width, count: rows, format: format, stride: stride)
            try check(mien_views_push(handle, given.first, given.stride, given.count))
        }
    }

    /// Gives the next rows, which lie in an array.
    public func push(_ pixels: [UInt8], rows: Int, stride: Int? = nil) throws {
        try pixels.withUnsafeBytes { try push($0, rows: rows, stride: stride) }
    }

    /// Gives the views, the best first, after the last row, and ends the stream.
    ///
    /// - Parameters:
    ///   - purposes: what the views are for.
    ///   - budget: the most hashes, the best ones first; 0: as many as usual.
    ///   - orientation: how a viewer turns the picture.
    /// - Throws: `MienError`: state, when rows are missing; argument, without a purpose.
    ///   The stream then goes on.
    public func finish(
        for purposes: View.Purposes, budget: Int = 0, orientation: Orientation = .topLeft
    ) throws -> [View] {
        let handle = try alive(handle)
        let views = try View.fromC(purposes, budget) { views, capacity, count, options in
            try check(
                mien_views_finish(
                    handle, views, capacity, count, orientation.asC, options))
        }
        self.handle = nil
        return views
    }
}

/// Memory for a stream, which stays in place.
private final class Scratch {
    let bytes: UnsafeMutableRawPointer

    // Not `allocate`, which ends the process when there is no memory.
    init(_ size: Int) throws {
        guard let taken = malloc(size) else {
            throw MienError(MIEN_ERROR_MEMORY)
        }
        bytes = taken
    }

    deinit {
        free(bytes)
    }
}

private func sides(_ width: Int, _ height: Int) throws -> (UInt32, UInt32) {
    guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height) else {
        throw MienError(MIEN_ERROR_ARGUMENT, detail: "a side out of range")
    }
    return (columns, rows)
}

private func alive(_ handle: OpaquePointer?) throws -> OpaquePointer {
    guard let handle = handle else {
        throw MienError(MIEN_ERROR_STATE, detail: "the stream has ended")
    }
    return handle
}
