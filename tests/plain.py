"""The shipped policy with promises that any hour counts for, where no analysis waits for a person.

The hour at which a test is run then makes no difference, and times can be reckoned in the head.
"""

import tomlkit

from store import policies


def _plain() -> str:
    plain = tomlkit.parse(policies.default_text())
    for name in ("special_targets", "quiet_hours", "updates", "emergency"):
        del plain[name]
    usual = {"acknowledge": "24 hours", "analyze": "24 hours", "confirm": "7 days"}
    plain["targets"] = {
        "high": {**usual, "acknowledge": "2 hours", "resolve": "24 hours"},
        "medium": {**usual, "resolve": "5 days"},
        "low": {**usual, "acknowledge": "48 hours", "resolve": "14 days"},
    }
    plain["analysis"]["triage_below"] = 0.0
    plain["escalation"] = [{"at": 0.8, "tell": ["team"]}, {"at": 1.0, "tell": ["team"]}]
    return tomlkit.dumps(plain)


PLAIN_TEXT = _plain()
PLAIN = policies.resolved(PLAIN_TEXT)
