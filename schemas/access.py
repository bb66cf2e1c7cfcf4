"""Who stands at a door, and what one may do there."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Key, Login


class AccessRole(StrEnum):
    """What an account or a key is for. The first three are also the roles within a team."""

    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    """Keeps the installation: people, keys, policy. Sees every team."""
    AUDITOR = "auditor"
    """Reads everything of every team, and changes nothing."""
    INTAKE = "intake"
    """Hands feedback in, and sees what became of it; for the systems that feedback comes from."""


class Permission(StrEnum):
    """One thing that not everybody may do. Whose voice a proposal needs, and what a role may
    decide within its team, is the policy's matter (`rules.approval`): this is asked before."""

    SUBMIT = "submit"
    """Hand in feedback."""
    READ = "read"
    """See the cases of one's teams, personal data masked."""
    UNMASK = "unmask"
    """See personal data, with a reason; each time is an event of the case."""
    DECIDE = "decide"
    """Carry a case on: every decision of the process, notes included."""
    BULK = "bulk"
    """The same decision for many cases."""
    PUBLISH = "publish"
    """Put a case on the public board, and take it off."""
    ERASE = "erase"
    """Erase and export what is known of a customer."""
    PEOPLE = "people"
    """Accounts and keys."""
    SETTINGS = "settings"
    """Put a policy in force, and change settings."""
    HISTORY = "history"
    """Read the histories of workflows in plain."""
    METRICS = "metrics"
    """Figures of the whole installation, and what does not go on in it."""
    OPERATE = "operate"
    """Lay hands on what does not go on: retry, give up, begin anew, end; with a reason."""


class Kind(StrEnum):
    """What a caller is."""

    PERSON = "person"
    KEY = "key"
    SHELL = "shell"
    """The command line: whoever can read the data directory."""


class Caller(BaseModel):
    """Who asks. `name` is a login, or the name of a key; for the shell the system's user."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    name: Login
    role: AccessRole
    teams: frozenset[Key] | None
    """The teams whose cases it sees; none: all of them. A person without a team sees none."""


class Sight(BaseModel):
    """Which cases somebody sees, as a question to the record says it (`rules.access.sight`)."""

    model_config = ConfigDict(frozen=True)

    teams: frozenset[Key] | None = None
    """Their cases, and those of no team yet; none: of all teams; an empty set sees none."""
    confidential: bool = True
    """Whether confidential cases are seen too that concern none of `names`."""
    names: frozenset[str] = frozenset()
    """In whose names somebody is asked: a login, or `@` and a team."""


EVERYTHING = Sight()
"""What the machine itself sees, and the command line."""
