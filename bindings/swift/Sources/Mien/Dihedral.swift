// SPDX-License-Identifier: Apache-2.0
import CMien

/// The eight ways to turn and mirror a picture, in the order of their hashes.
public enum Dihedral: Int, CaseIterable, Sendable {
    /// As it is.
    case original = 0
    /// Turned counter-clockwise.
    case rot90 = 1
    /// Turned upside down.
    case rot180 = 2
    /// Turned clockwise.
    case rot270 = 3
    /// Mirrored top to bottom.
    case flipX = 4
    /// Mirrored left to right.
    case flipY = 5
    /// Mirrored along the main diagonal.
    case flipPlus1 = 6
    /// Mirrored along the other diagonal.
    case flipMinus1 = 7

    init?(_ dihedral: mien_dihedral) {
        self.init(rawValue: Int(dihedral.rawValue))
    }

    var asC: mien_dihedral {
        mien_dihedral(rawValue: numericCast(rawValue))
    }
}

/// How a viewer turns the stored rows before it shows them: the values of the EXIF tag,
/// which are those of `CGImagePropertyOrientation`, too. The names say where row 0 and
/// column 0 end up.
public enum Orientation: UInt32, CaseIterable, Sendable {
    /// As stored.
    case topLeft = 1
    /// Mirrored left to right.
    case topRight = 2
    /// Turned upside down.
    case bottomRight = 3
    /// Mirrored top to bottom.
    case bottomLeft = 4
    /// Mirrored along the main diagonal.
    case leftTop = 5
    /// Turned by 90 degrees clockwise.
    case rightTop = 6
    /// Mirrored along the other diagonal.
    case rightBottom = 7
    /// Turned by 90 degrees counter-clockwise.
    case leftBottom = 8

    var asC: mien_orientation {
        mien_orientation(rawValue: numericCast(rawValue))
    }
}
