"""What a policy says of tasks: their time, and which ones are added by themselves."""

from schemas.bounds import Key
from schemas.durations import BusinessDays, Target
from schemas.part import Label, Part


class UsualTask(Part):
    """A task that every case of some categories gets when it is handed to its team."""

    category: tuple[Key, ...]
    team: Key
    text: Label
    within: Target | None = None


class Tasks(Part):
    """How long a task has where nobody says so, and the tasks that are added by themselves."""

    within: Target = BusinessDays(2)
    usual: tuple[UsualTask, ...] = ()
