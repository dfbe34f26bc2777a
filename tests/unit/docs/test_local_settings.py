"""local.settings.example.json fits `func start` beside a stack on the default port."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from local.checks.drift.settings import names_read
from local.stack.directory import app, read_directory
from local.stack.layout import OFFSETS, Layout

ROOT = Path(__file__).parents[3]
VALUES = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))["Values"]
HAVE_DEFAULTS = {"CONCURRENCY_LIMIT", "TRACE_RATIO", "APPLICATIONINSIGHTS_CONNECTION_STRING"}
OF_THE_HOST = {"AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"}


def test_it_has_what_the_code_reads_and_nothing_else() -> None:
    names = names_read(VALUES)
    assert names - VALUES.keys() <= HAVE_DEFAULTS
    assert VALUES.keys() - names == OF_THE_HOST


def test_it_leads_to_the_parts_of_the_stack() -> None:
    layout = Layout(8080, root=ROOT)
    ports = {layout.port + offset for offset in OFFSETS.values()}
    urls = {name: value for name, value in VALUES.items() if value.startswith("http")}
    assert urls
    assert {urlsplit(url).port for url in urls.values()} <= ports
    mobile = app(read_directory(layout), "portico-mobile")
    assert VALUES["MOBILE_AUDIENCE"] == mobile.client_id
