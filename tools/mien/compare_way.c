// SPDX-License-Identifier: Apache-2.0
#include "compare_way.h"

#include "i18n.h"

enum mien_dihedral compare_way_inverse(enum mien_dihedral way)
{
    if (way == MIEN_DIHEDRAL_ROT90)
        return MIEN_DIHEDRAL_ROT270;
    if (way == MIEN_DIHEDRAL_ROT270)
        return MIEN_DIHEDRAL_ROT90;
    return way;
}

const char *compare_way_sentence(enum mien_dihedral way)
{
    switch (way) {
    case MIEN_DIHEDRAL_ORIGINAL:
        break;
    case MIEN_DIHEDRAL_ROT90:
        return _("In the files, the second is the first turned by 90 degrees "
                 "counter-clockwise");
    case MIEN_DIHEDRAL_ROT180:
        return _("In the files, the second is the first turned by 180 degrees");
    case MIEN_DIHEDRAL_ROT270:
        return _(
            "In the files, the second is the first turned by 90 degrees clockwise");
    case MIEN_DIHEDRAL_FLIPX:
        return _("In the files, the second is the first mirrored top to bottom");
    case MIEN_DIHEDRAL_FLIPY:
        return _("In the files, the second is the first mirrored left to right");
    case MIEN_DIHEDRAL_FLIPPLUS1:
        return _(
            "In the files, the second is the first mirrored along the main diagonal");
    case MIEN_DIHEDRAL_FLIPMINUS1:
        return _(
            "In the files, the second is the first mirrored along the other diagonal");
    }
    return _("In the files, the second is the same way up as the first");
}
