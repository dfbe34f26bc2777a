"""The text of JSON's scalars, as Newtonsoft writes them."""

import base64
import json
from datetime import datetime
from decimal import Decimal

from local.gateway.expressions.types.date_formats import iso_text
from local.gateway.expressions.types.number_formats import float_text
from local.gateway.expressions.types.rendering import text_of


def scalar_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        text = float_text(value)
        return text if any(letter in text for letter in ".EN") else f"{text}.0"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return quoted(iso_text(value))
    if isinstance(value, bytes):
        return quoted(base64.b64encode(value).decode())
    return quoted(text_of(value))


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
