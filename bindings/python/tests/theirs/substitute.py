# SPDX-License-Identifier: Apache-2.0
"""A plugin of pytest: python-threatexchange's own tests find mien's classes.

    pytest -p tests.theirs.substitute FILES OF THEIR TESTS
"""

import mien.threatexchange
import threatexchange.signal_type.pdq.pdq_faiss_matcher as their_matcher
import threatexchange.signal_type.pdq.pdq_hasher as their_hasher
import threatexchange.signal_type.pdq.pdq_index as their_index
import threatexchange.signal_type.pdq.pdq_index2 as their_index2

from tests.theirs import hash_index

mien.threatexchange.install()
setattr(their_index, "PDQIndex", mien.threatexchange.PDQIndex)
setattr(their_index, "PDQFlatIndex", mien.threatexchange.PDQFlatIndex)
setattr(their_index2, "PDQIndex2", mien.threatexchange.PDQIndex)
setattr(their_matcher, "PDQFlatHashIndex", hash_index.PDQFlatHashIndex)
setattr(their_matcher, "PDQMultiHashIndex", hash_index.PDQMultiHashIndex)


def _pdq(found: mien.Pdq) -> tuple[str, int]:
    return str(found.hash), found.quality


setattr(their_hasher, "pdq_from_bytes", lambda data: _pdq(mien.hash_bytes(data)))
setattr(their_hasher, "pdq_from_file", lambda path: _pdq(mien.hash_path(path)))
