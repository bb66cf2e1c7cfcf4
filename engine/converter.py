"""How values become payloads: pydantic JSON, without what was not set, to keep histories small."""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.contrib.pydantic import (
    PydanticJSONPlainPayloadConverter,
    ToJsonOptions,
)
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    DefaultPayloadConverter,
)

from engine.codec import EncryptionCodec, Key


class SlimPayloadConverter(CompositePayloadConverter):
    """Pydantic models as JSON without unset fields."""

    def __init__(self) -> None:
        json = PydanticJSONPlainPayloadConverter(ToJsonOptions(exclude_unset=True))
        others = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(json if c.encoding == json.encoding else c for c in others))


def converter(keys: Sequence[Key] = ()) -> DataConverter:
    """How values travel; encrypted, and failures with them, if there are keys."""
    if not keys:
        return DATA_CONVERTER
    return replace(
        DATA_CONVERTER,
        payload_codec=EncryptionCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


DATA_CONVERTER = replace(DataConverter.default, payload_converter_class=SlimPayloadConverter)
