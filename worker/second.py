"""What a second opinion does to the answer of a case, in the transaction of its analysis."""

from datetime import datetime
from typing import TYPE_CHECKING

from store import analyses

if TYPE_CHECKING:
    from schemas.analysis import Analysis
    from store.casebook import OpenCase


def second(case: "OpenCase", answer: "Analysis", at: datetime) -> "Analysis":
    """The answer that counts, where `answer` is the built-in one and is kept. If there is a second
    opinion that is different from it, it is kept too what the two come to."""
    from analysis.together import together
    from schemas.consulting import Trouble

    asked = [
        each
        for each in analyses.of_case(case.session, case.case_id)
        if each.analyzer == analyses.SECOND
    ]
    if not asked:
        # Whoever was to ask did not come to it: no worker had the time, or none was there.
        analyses.keep(
            case.session,
            case.case_id,
            at,
            None,
            analyzer=analyses.SECOND,
            trouble=Trouble.NO_ANSWER,
        )
    opinion = next((each.opinion for each in reversed(asked) if each.opinion), None)
    if opinion is None:
        return answer
    both = together(answer, opinion, case.policy)
    analyses.keep(case.session, case.case_id, at, both, analyzer=analyses.TOGETHER)
    return both
