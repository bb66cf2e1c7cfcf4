"""Ids of cases: short, hard to guess, easy to read aloud, and written the same everywhere."""

import re

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LENGTH = 10
_WORKFLOW = "feedback-"
ENTROPY_BYTES = 7
"""Bytes of randomness that `case_id` needs; 50 bits of them are used."""


def case_id(entropy: bytes) -> str:
    """Write randomness as a case id such as `7KQ2M-9XD3H`."""
    number = int.from_bytes(entropy, "big")
    letters = "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def parse_case_id(text: str) -> str:
    """Read a case id as people write it: any case, with or without the hyphen, O for 0.

    Raises:
        ValueError: the text cannot be a case id.
    """
    letters = re.sub(r"[\s-]", "", text).upper().translate(_HEARD_AS)
    if len(letters) != _LENGTH or any(letter not in _ALPHABET for letter in letters):
        raise ValueError(f"{text!r} is not a case id; one looks like 7KQ2M-9XD3H")
    return f"{letters[:5]}-{letters[5:]}"


def workflow_id(case: str) -> str:
    """The Temporal workflow id of a case."""
    return f"{_WORKFLOW}{case}"


def case_of(workflow: str) -> str:
    """The case of a Temporal workflow id."""
    return workflow.removeprefix(_WORKFLOW)
