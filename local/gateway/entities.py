"""XML's own entities and numeric characters, in and out of expressions."""

import re
import sys

ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));")


ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def decode(text: str) -> str:
    """The text with its entities replaced; what only looks like one is left."""
    return ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return ENTITIES.get(match[3], match[0])
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code <= sys.maxunicode else match[0]
