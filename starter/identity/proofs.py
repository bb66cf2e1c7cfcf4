"""The proof that a page of ours asks: what it was given, and no other site can know."""

from rules.links import BadLink, Signer
from starter.identity import tokens

_MARK = "staff-form"


def shown_to(token: str) -> str:
    """Stands in a proof for a session, or for a browser in which nobody is signed in."""
    return tokens.digest(token)[:32]


def proof(signer: Signer, reader: str) -> str:
    """What a page carries that is shown to a reader, see `shown_to`."""
    return signer.nonce(_MARK, reader)


def is_proof(signer: Signer, given: str, reader: str) -> bool:
    """Whether a page that was shown to this reader carries it."""
    try:
        return signer.read_nonce(given) == [_MARK, reader]
    except BadLink:
        return False
