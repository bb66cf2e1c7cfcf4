"""Passwords: argon2, and as much work for whoever there is not as for whoever there is."""

from functools import cache

from pwdlib import PasswordHash

SHORTEST, LONGEST = 12, 200

_HASHES = PasswordHash.recommended()


def hashed(password: str) -> str:
    """The form in which a password is kept."""
    return _HASHES.hash(password)


def is_right(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether this is the password, and a better form to keep it in, if there is one now.

    Where none is kept, it takes as long as a wrong one.
    """
    if len(password) > LONGEST:  # never accepted, so never looked at
        password = ""
    right, better = _HASHES.verify_and_update(password, kept or _nobodys())
    return (right, better) if kept else (False, None)


def weakness(password: str, login: str, address: str | None) -> str | None:
    """The key of the words that say why a password is not accepted; none if it is."""
    if not SHORTEST <= len(password) <= LONGEST:
        return "password_length"
    if len(set(password)) < 5 or password.lower() in (login * 12, (address or login).lower()):
        return "password_easy"
    is_repeated = password in (password * 2)[1:-1]
    return "password_easy" if password.isdigit() or is_repeated else None


@cache
def _nobodys() -> str:
    return _HASHES.hash("what nobody's password is compared with")
