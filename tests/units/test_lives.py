"""What benchmarks write of a case is what its events say."""

from datetime import UTC, datetime

import pytest

from benchmarks.lives import Life
from rules.fold import fold
from schemas.enums import Stage
from schemas.events import Event
from schemas.state import CaseState

_STAGES = (
    *(Stage.PLANNING, Stage.RESOLVING, Stage.CLARIFYING, Stage.AWAITING_CONFIRMATION),
    *(Stage.AWAITING_APPROVAL, Stage.CLOSED),
)
_NAMES = ("case_id", "seq", "at", "kind", "by", "cycle")


def _life(stage: Stage, owner: str | None) -> Life:
    return Life(
        case_id="00000-00007",
        stage=stage,
        received=datetime(2026, 3, 1, 8, tzinfo=UTC),
        channel="web",
        locale="zh",
        category="malfunction",
        priority="high",
        team="engineering",
        owner=owner,
        approvers=("chen", "zhang"),
    )


@pytest.mark.parametrize("owner", [None, "li"])
@pytest.mark.parametrize("stage", _STAGES)
def test_the_state_is_the_fold_of_the_events(stage: Stage, owner: str | None) -> None:
    life = _life(stage, owner)
    rows = [dict(zip(_NAMES, row, strict=False)) for row in life.event_rows()]
    events = [
        Event.model_validate({**row, "data": step.data})
        for row, step in zip(rows, life.steps, strict=True)
    ]
    state = CaseState.model_validate(life.state)
    assert state == fold(events)
    assert state.stage is stage
    columns = life.columns()
    assert {name: columns[name] for name in ("stage", "owner", "ended", "closed_at", "seq")} == {
        name: getattr(state, name) for name in ("stage", "owner", "ended", "closed_at", "seq")
    }


def test_a_proposal_waits_for_those_who_were_asked() -> None:
    assert list(_life(Stage.AWAITING_APPROVAL, "li").turn_rows()) == [
        ("00000-00007", "chen", "approval"),
        ("00000-00007", "zhang", "approval"),
    ]
