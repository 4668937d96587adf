// SPDX-License-Identifier: Apache-2.0
import CMien

/// Rows of pixels that were found to lie within their buffer, as C wants them. Good only
/// as long as the buffer is.
struct Rows {
    let first: UnsafeRawPointer
    let stride: Int
    let width: UInt32
    let count: UInt32

    /// - Parameters:
    ///   - pixels: the whole buffer, from its lowest address.
    ///   - stride: bytes from a row to the next, negative when they lie bottom-up; nil
    ///     when they lie without gaps.
    init(
        _ pixels: UnsafeRawBufferPointer, width: Int, count: Int, format: PixelFormat,
        stride: Int?
    ) throws {
        let sides = 1...Int(MIEN_PDQ_SIDE_MAX)
        let row = sides.contains(width) ? width * format.size : 0
        let step = stride ?? row
        guard sides.contains(width), sides.contains(count), let lowest = pixels.baseAddress,
            row <= pixels.count, step.magnitude >= UInt(row),
            count == 1 || step.magnitude <= UInt((pixels.count - row) / (count - 1))
        else {
            throw MienError(
                MIEN_ERROR_ARGUMENT, detail: "the rows do not fit into the buffer")
        }
        // (Of one row the stride may be anything, even what has no magnitude as an Int.)
        first = step < 0 && count > 1 ? lowest + Int(step.magnitude) * (count - 1) : lowest
        self.stride = step
        self.width = UInt32(width)
        self.count = UInt32(count)
    }
}
