"""The channels that have a form, as a reader sees them."""

from dataclasses import dataclass

from schemas.enums import Locale
from schemas.policy import Policy


@dataclass(frozen=True)
class ChannelForm:
    """A channel with a form."""

    key: str
    label: str
    purpose: str | None


def forms(policy: Policy, locale: Locale) -> tuple[ChannelForm, ...]:
    """The channels that have a form, the usual one first."""
    return tuple(_form(policy, key, locale) for key in policy.public_channels)


def form(policy: Policy, key: str | None, locale: Locale) -> ChannelForm | None:
    """The form of a channel; that of the usual one if none is named; none if it has none."""
    wanted = key or policy.public_channels[0]
    return _form(policy, wanted, locale) if wanted in policy.public_channels else None


def _form(policy: Policy, key: str, locale: Locale) -> ChannelForm:
    channel = policy.channels[key]
    purpose = channel.purpose.in_(locale) if channel.purpose else None
    return ChannelForm(key, channel.label.in_(locale), purpose)
