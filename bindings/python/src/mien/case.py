# SPDX-License-Identifier: Apache-2.0
"""Cases: what a survivor makes, seals for those whom she trusts, keeps, and takes back.

A document is sealed for recipients, whose files they publish; a wallet keeps the case
and its key under a passphrase. doc/case-format.md defines the files, and <mien/case.h>
is the manual.

Needs a mien that was built with the libraries jose and jansson: without them, importing
this module is an ImportError.

Secrets: close() what you do not need any more, or use it in a ``with``: that wipes it as
far as mien can. The key of a recipient and the words of a case come as a bytearray, for
you to wipe:

    words[:] = bytes(len(words))

Passphrases, words and keys are taken as bytes or bytearray. A str or bytes cannot be
wiped, stays in memory until it is used for something else, and may have been copied; so
does what jose, jansson and print() copy. Where that matters, let the command mien do it.

Threads: any of them may use an object; calls wait for one another, except for opening
wallets and documents.
"""

from mien._case_receiver import (
    Document as Document,
    DocumentInfo as DocumentInfo,
    DocumentItem as DocumentItem,
    Export as Export,
    Register as Register,
    Signal as Signal,
    export as export,
)
from mien._case_recipient import (
    NewRecipient as NewRecipient,
    Recipient as Recipient,
    RecipientInfo as RecipientInfo,
    new_recipient as new_recipient,
)
from mien._case_sender import (
    Action as Action,
    Answer as Answer,
    Case as Case,
    CaseInfo as CaseInfo,
    Wallet as Wallet,
    Words as Words,
)
