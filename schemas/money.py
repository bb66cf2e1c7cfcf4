"""Amounts of money: exact, with two digits after the point."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from schemas.findings import Mistake
from schemas.words import Said

_CENT = Decimal("0.01")
_FORMS = Said("写成 80 或 80.50", "write a number, such as 80 or 80.50")


def _no_float(value: Any) -> Any:
    """A float that a TOML file or JSON gave us counts as it is written, not as it is stored."""
    if isinstance(value, bool):
        raise Mistake("不是金额", "is not an amount", _FORMS)
    return repr(value) if isinstance(value, float) else value


def _two_digits(value: Decimal) -> Decimal:
    return value.quantize(_CENT)


Money = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False),
    AfterValidator(_two_digits),
    PlainSerializer(str, return_type=str, when_used="json"),
]
"""An amount in the policy's currency. In JSON it is a text such as "80.00"."""
