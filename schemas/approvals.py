"""Who must say yes to a proposal, as a policy rules it."""

from schemas.enums import Priority, Role
from schemas.part import Part


class Approval(Part):
    """Proposals of these priorities need a yes from this role."""

    priorities: tuple[Priority, ...]
    role: Role
