"""The plain policy with what the shipped one says of emergencies and of words on progress."""

import tomlkit

from store import policies
from tests.plain import PLAIN_TEXT


def text(*sections: str, **changed: object) -> str:
    """The plain policy with these sections of the shipped one; `changed` are keys in them, such as
    `updates__at_most_every`, or whole sections that it has not."""
    plain, shipped = tomlkit.parse(PLAIN_TEXT), tomlkit.parse(policies.default_text())
    for name in sections:
        plain[name] = shipped[name]
    for name, value in changed.items():
        section, _, key = name.partition("__")
        if key:
            plain[section][key] = value
        else:
            plain[section] = value
    return tomlkit.dumps(plain)
