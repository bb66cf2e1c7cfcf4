"""Counting who asked within a moving window: exactly, and without keeping what is over."""

from hypothesis import given
from hypothesis import strategies as st

from starter.web.windows import Windows


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def windows(limit: int, seconds: float) -> tuple[Windows, Clock]:
    clock = Clock()
    return Windows(limit, seconds, clock), clock


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from("ab")), max_size=40))
def test_nobody_goes_on_more_often_than_allowed_within_any_window(
    asked: list[tuple[int, str]],
) -> None:
    limited, clock = windows(3, 10)
    let_in: dict[str, list[float]] = {"a": [], "b": []}
    for later, who in asked:
        clock.now += later
        recent = [at for at in let_in[who] if at > clock.now - 10]
        standing = limited.standing(who)
        assert (standing.limit, standing.remaining) == (3, 3 - len(recent))
        assert standing.reset == (recent[0] + 10 - clock.now if recent else 0)
        assert limited.hit(who) is (len(recent) < 3)
        if len(recent) < 3:
            let_in[who].append(clock.now)


def test_whoever_is_turned_away_may_come_again_when_told() -> None:
    limited, clock = windows(2, 60)
    assert [limited.hit("a"), limited.hit("a"), limited.hit("a")] == [True, True, False]

    clock.now += limited.standing("a").reset - 1
    assert not limited.hit("a")
    clock.now += 1
    assert limited.hit("a")


def test_addresses_that_are_invented_fill_no_memory() -> None:
    limited, clock = windows(5, 60)
    known = [_after_each(limited, clock, f"2001:db8:{n:x}::/64") for n in range(5000)]

    assert max(known) <= 60
    assert len(limited) == known[-1]


def _after_each(limited: Windows, clock: Clock, who: str) -> int:
    clock.now += 1
    limited.hit(who)
    return len(limited)
