"""A link is believed if, and only if, we signed exactly these characters and it is in time."""

import base64
import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.links import LINK_LIFE, BadLink, Link, Purpose, Signer
from schemas.ids import case_id
from tests.stories import CASE, START

SIGNER = Signer(["the only key"])
CHARACTERS = string.ascii_letters + string.digits + "-_.=+/ ~%é"
ADDRESS = "wang.xiaoming@example.com"


def link(**changes: object) -> Link:
    usual = {
        "case_id": CASE,
        "cycle": 1,
        "purpose": Purpose.CONFIRM,
        "recipient": SIGNER.recipient(ADDRESS),
        "expires_at": START,
        "id": "mail",
    }
    return Link.model_validate({**usual, **changes})


BEFORE = START - timedelta(seconds=1)
LINKS = st.builds(
    Link,
    case_id=st.binary(min_size=7, max_size=7).map(case_id),
    cycle=st.integers(1, 1000),
    purpose=st.sampled_from(Purpose),
    recipient=st.text(max_size=20),
    expires_at=st.integers(1, 4 * 10**9).map(lambda at: datetime.fromtimestamp(at, UTC)),
    id=st.text(max_size=20),
)
PARTS = st.lists(st.text(max_size=20) | st.integers(), max_size=6)


def is_believed(token: str, now: datetime = BEFORE, signer: Signer = SIGNER) -> bool:
    try:
        signer.read(token, now)
    except BadLink:
        return False
    return True


# ── What is written is read ──────────────────────────────────────────────────────────────────────


@given(LINKS)
def test_a_link_is_read_as_it_was_written(written: Link) -> None:
    before = written.expires_at - timedelta(seconds=1)

    assert SIGNER.read(SIGNER.token(written), before) == written


@given(LINKS)
def test_the_same_link_gives_the_same_token_and_fits_into_an_address(written: Link) -> None:
    token = SIGNER.token(written)

    assert token == SIGNER.token(written)
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(PARTS)
def test_a_nonce_is_read_as_it_was_written(parts: list[str | int]) -> None:
    assert SIGNER.read_nonce(SIGNER.nonce(*parts)) == parts


# ── What was altered is not believed ─────────────────────────────────────────────────────────────


def altered(token: str) -> list[str]:
    """The token with one character replaced, left out, or put in, in every way."""
    places = range(len(token))
    replaced = [
        token[:n] + other + token[n + 1 :]
        for n in places
        for other in CHARACTERS
        if other != token[n]
    ]
    shorter = [token[:n] + token[n + 1 :] for n in places]
    longer = [token[:n] + other + token[n:] for n in (*places, len(token)) for other in CHARACTERS]
    return [other for other in (*replaced, *shorter, *longer) if other != token]


def test_an_altered_link_is_not_believed() -> None:
    token = SIGNER.token(link())
    assert is_believed(token)

    assert [other for other in altered(token) if is_believed(other)] == []


def test_an_altered_nonce_is_not_believed() -> None:
    nonce = SIGNER.nonce("view", 1)

    believed = []
    for other in altered(nonce):
        try:
            SIGNER.read_nonce(other)
        except BadLink:
            continue
        believed.append(other)

    assert believed == []


@given(st.text(max_size=200))
def test_nothing_else_is_believed(text: str) -> None:
    assert not is_believed(text)
    with pytest.raises(BadLink):
        SIGNER.read_nonce(text)


def test_a_link_is_no_nonce_and_a_nonce_no_link() -> None:
    token = SIGNER.token(link())
    claims = ("7KQ2M-9XD3H", 1, "case", "", int(START.timestamp()), "mail")

    assert not is_believed(SIGNER.nonce(*claims))
    with pytest.raises(BadLink):
        SIGNER.read_nonce(token)


@pytest.mark.parametrize(
    "claims",
    [[], [1], [CASE, 1, "case", "r", 2**62, "x"], [CASE, 1, "x", "r", 1, "x"], {"a": 1}, 7, None],
    ids=str,
)
def test_what_we_signed_but_is_no_link_is_not_believed(claims: object) -> None:
    assert not is_believed(str(SIGNER._links.dumps(claims)))


# ── Until when ───────────────────────────────────────────────────────────────────────────────────


@given(LINKS)
def test_a_link_expires_to_the_second(written: Link) -> None:
    token, at = SIGNER.token(written), written.expires_at

    assert is_believed(token, at - timedelta(seconds=1))
    assert is_believed(token, at - timedelta(microseconds=1))
    assert not is_believed(token, at)
    assert not is_believed(token, at + timedelta(days=4000))


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_key_signs_and_all_are_believed() -> None:
    old, new = Signer(["old"]), Signer(["new"])
    both = Signer(["old", "new"])

    assert both.token(link()) == new.token(link())
    assert is_believed(old.token(link()), signer=both)
    assert is_believed(new.token(link()), signer=both)
    assert both.read_nonce(old.nonce("view")) == ["view"]


def test_a_key_that_was_taken_away_is_believed_no_more() -> None:
    assert not is_believed(Signer(["old"]).token(link()), signer=Signer(["new"]))


def test_another_installation_is_not_believed() -> None:
    assert not is_believed(Signer(["theirs"]).token(link()))


@pytest.mark.parametrize("keys", [[], [""], ["good", ""]])
def test_an_empty_key_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="empty"):
        Signer(keys)


# ── No address ───────────────────────────────────────────────────────────────────────────────────


def test_a_token_has_no_address() -> None:
    token = SIGNER.token(link())
    claims = token.partition(".")[0]
    plain = base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode()

    assert CASE in plain
    for part in ("@", "wang", "xiaoming", "example"):
        assert part not in plain


def test_a_link_is_for_whom_it_was_written_whichever_key_is_used_since() -> None:
    written, since = link(), Signer(["the only key", "a newer one"])

    assert SIGNER.is_for(written, ADDRESS.upper())
    assert since.is_for(written, ADDRESS)
    assert not since.is_for(written, "li@example.com")
    assert not since.is_for(written, None)
    assert not Signer(["a newer one"]).is_for(written, ADDRESS)


def test_a_case_has_one_link_everywhere() -> None:
    token = SIGNER.case_token(CASE, ADDRESS, START)
    read = SIGNER.read(token, START)

    assert token == SIGNER.case_token(CASE, ADDRESS, START)
    assert (read.case_id, read.purpose) == (CASE, Purpose.CASE)
    assert SIGNER.is_for(read, ADDRESS)
    assert is_believed(token, START + LINK_LIFE - timedelta(seconds=1))
    assert not is_believed(token, START + LINK_LIFE)


def test_a_recipient_is_told_from_another_and_does_not_show_the_address() -> None:
    found = SIGNER.recipient(ADDRESS)

    assert found == SIGNER.recipient(ADDRESS.upper())
    assert found != SIGNER.recipient("li@example.com")
    assert found != Signer(["another key"]).recipient(ADDRESS)
    assert len(found) == 12
    assert set(found) <= set(string.hexdigits)
    assert SIGNER.recipient(None) == SIGNER.recipient("")
