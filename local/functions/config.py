"""The configuration of one local Functions host, read from a JSON file."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from local.errors import StartError
from local.functions.durable import DurableSettings
from local.functions.keys import Keys


class Config(BaseModel):
    """`settings` are the app settings; relative paths start at the working directory.

    `durable_database` is the SQLite file of the app's orchestrations: one host each, kept over restarts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    root: Path = Path()
    script: str = "function_app.py"
    master_key: str = Field(min_length=1)
    host_keys: dict[str, str] = Field(default_factory=dict)
    function_keys: dict[str, dict[str, str]] = Field(default_factory=dict)
    settings: dict[str, str] = Field(default_factory=dict)
    durable_database: Path | None = None

    def keys(self) -> Keys:
        return Keys(master=self.master_key, host=self.host_keys, functions=self.function_keys)

    def durable(self) -> DurableSettings:
        """To be asked for before the working directory changes."""
        database = self.durable_database and self.durable_database.resolve()
        return DurableSettings(database, f"http://{self.host}:{self.port}")

    def host_json(self) -> dict[str, object]:
        return _json_object(self.root / "host.json")


def _json_object(path: Path) -> dict[str, object]:
    try:
        parsed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StartError(f"cannot read {path}: {error}") from error
    if not isinstance(parsed, dict):
        raise StartError(f"{path} must hold a JSON object")
    return parsed
