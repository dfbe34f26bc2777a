"""`checkov … | python -m local.checks.checkov`: fails for what it found, and for what it could not read."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.checks.finding import Finding


def main() -> int:
    try:
        report = json.load(sys.stdin)
    except ValueError:
        sys.stderr.write("portico: checkov gave no report\n")
        return 1
    found = list(findings(report))
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    summary = report["summary"]
    waived = f"{summary['skipped']} waived with their reasons"
    sys.stdout.write(f"checkov: {summary['passed']} checks passed, {len(found)} findings, {waived}\n")
    return 1 if found else 0


def findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    """checkov itself ends well when it cannot read a file, and when it has read nothing."""
    if not report["summary"]["resource_count"]:
        yield Finding(Path("infra"), 1, "checkov has read no resource")
    for path in report["results"]["parsing_errors"]:
        yield Finding(Path(path), 1, "checkov cannot read this file")
    for check in report["results"]["failed_checks"]:
        path = Path("infra", check["file_path"].lstrip("/"))
        message = f"{check['check_id']}: {check['check_name']} ({check['resource']})"
        yield Finding(path, check["file_line_range"][0], message)


if __name__ == "__main__":
    sys.exit(main())
