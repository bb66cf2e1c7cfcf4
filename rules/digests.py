"""Which notices go out now, and to where: everything for one target together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from rules.quiet import quiet
from schemas.chats import fingerprint
from schemas.enums import Locale
from schemas.notices import TEAM, Draft, Waiting, Way
from schemas.people import Team
from schemas.policy import Policy

NEWS_FOR = timedelta(days=1)
"""A chat that was away is not told of what is older: the mailbox has it."""

Target = tuple[Way, str]


def drafts(
    waiting: Iterable[Waiting],
    policy: Policy,
    busy: Collection[str],
    refused: Collection[str],
    now: datetime,
) -> tuple[Draft, ...]:
    """The digests to be written at an instant, by the policy in force.

    `busy` are targets that have had one within the last minute, or have one that is not sent yet:
    what comes for them waits for the next. `refused` are addresses whose mail server refuses them.
    """
    gathered: dict[Target, list[Waiting]] = defaultdict(list)
    for notice in waiting:
        if notice.critical or not quiet(policy, notice.team, now):
            for way, target in open_targets(notice, policy, refused, now):
                if target not in busy:
                    gathered[way, target].append(notice)
    return tuple(_draft(*target, found, policy) for target, found in gathered.items())


def open_targets(
    notice: Waiting, policy: Policy, refused: Collection[str], now: datetime
) -> tuple[Target, ...]:
    """Where a notice is still to go."""
    every = (_mailbox(notice, policy, refused), *_chats(notice, policy, now))
    return tuple(target for target in every if target[1] not in notice.reached)


def _mailbox(notice: Waiting, policy: Policy, refused: Collection[str]) -> Target:
    person = policy.people.get(notice.recipient)
    own = person.address if person else None
    address = own if own and own not in refused else _team(notice, policy).address
    return Way.MAIL, address


def _chats(notice: Waiting, policy: Policy, now: datetime) -> Iterator[Target]:
    if notice.recipient.startswith(TEAM) and now - notice.written_at < NEWS_FOR:
        for address in _team(notice, policy).notify:
            yield Way.CHAT, fingerprint(address)


def _team(notice: Waiting, policy: Policy) -> Team:
    key = notice.team if notice.team in policy.teams else policy.team_of(None)
    return policy.teams[key]


def _draft(way: Way, target: str, found: list[Waiting], policy: Policy) -> Draft:
    names = {notice.recipient for notice in found}
    owner = _whose(target, names, policy)
    return Draft(
        way=way,
        target=target,
        recipient=owner or TEAM + found[0].team,
        locale=_locale(owner, policy),
        notices=tuple(notice.id for notice in found),
    )


def _whose(target: str, names: set[str], policy: Policy) -> str | None:
    """The one person whose own address it is and for whom everything is."""
    login = min(names) if len(names) == 1 else ""
    person = policy.people.get(login)
    return login if person and person.address == target else None


def _locale(login: str | None, policy: Policy) -> Locale | None:
    return policy.people[login].locale if login else None
