"""The file of spans: one line for each, with what a reader needs to put a trace together."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from shared import telemetry

telemetry.write_spans_to(Path(sys.argv[1]), "portico-mobile")
headers = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
with telemetry.invocation("mobile_get_home", "mobile", headers):
    sent = {}
    with telemetry.upstream_call("orders", "GET", sent) as span:
        telemetry.answered(span, 503)
    print(sent["traceparent"])
"""


def test_every_span_is_a_line_of_one_trace(tmp_path: Path) -> None:
    """In a process of its own: a process has one tracer provider."""
    path = tmp_path / "spans.jsonl"
    program = [sys.executable, "-c", PROGRAM, str(path)]
    sent = subprocess.run(program, check=True, capture_output=True, text=True).stdout.strip()
    call, invocation = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (call["name"], invocation["name"]) == ("GET orders", "mobile_get_home")
    assert call["parent_id"] == invocation["context"]["span_id"]
    assert invocation["parent_id"] == "0xb7ad6b7169203331"
    trace_id = call["context"]["trace_id"].removeprefix("0x")
    assert sent == f"00-{trace_id}-{call['context']['span_id'].removeprefix('0x')}-01"
    assert call["attributes"]["http.response.status_code"] == 503
    assert call["status"]["status_code"] == "ERROR"
    assert call["resource"]["attributes"]["service.name"] == "portico-mobile"
