"""Files that every gate reads are named when they cannot be read."""

import pytest

from local.checks.publication import read_publication
from tests.unit.local.checks.conftest import Copy


@pytest.mark.parametrize("text", ["{", "[1]"])
@pytest.mark.parametrize("path", ["infra/channels.json", "infra/named-values.json"])
def test_what_is_no_json_object_is_named(project: Copy, path: str, text: str) -> None:
    project.write(path, text)
    with pytest.raises(ValueError, match=f"{path}: not a JSON object: ") as refused:
        read_publication(project.root)
    assert "\n" not in str(refused.value)
