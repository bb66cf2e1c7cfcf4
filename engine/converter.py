"""How values become payloads: pydantic JSON, without what was not set, to keep histories small."""

from dataclasses import replace

from temporalio.contrib.pydantic import (
    PydanticJSONPlainPayloadConverter,
    ToJsonOptions,
)
from temporalio.converter import CompositePayloadConverter, DataConverter, DefaultPayloadConverter


class SlimPayloadConverter(CompositePayloadConverter):
    """Pydantic models as JSON without unset fields."""

    def __init__(self) -> None:
        json = PydanticJSONPlainPayloadConverter(ToJsonOptions(exclude_unset=True))
        others = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(json if c.encoding == json.encoding else c for c in others))


DATA_CONVERTER = replace(DataConverter.default, payload_converter_class=SlimPayloadConverter)
