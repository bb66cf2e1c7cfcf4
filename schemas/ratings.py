"""What a customer says once the answer to "is it solved?" is given."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import CaseId, RequestId


class Rating(BaseModel):
    """Another rating or a remark, a "solved" that came late, or that an answer was one's own.

    It changes neither stage nor outcome.
    """

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    request_id: RequestId
    of_cycle: int = Field(ge=1)
    """The cycle that is spoken of."""
    rating: int | None = Field(default=None, ge=1, le=5)
    solved: bool = False
    """That it is solved, said after the time for saying so."""
    vouched: bool = False
    """That the answer which is recorded came from the customer."""
