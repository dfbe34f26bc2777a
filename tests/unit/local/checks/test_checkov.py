from typing import Any

from local.checks.checkov import findings


def report(**results: list[Any]) -> dict[str, Any]:
    summary = {"passed": 1, "failed": 0, "skipped": 0, "resource_count": 3}
    return {"summary": summary, "results": {"parsing_errors": [], "failed_checks": []} | results}


def test_a_clean_report_has_no_findings() -> None:
    assert list(findings(report())) == []


def test_a_failed_check_is_a_finding_at_its_resource() -> None:
    failed = {
        "check_id": "CKV_AZURE_70",
        "check_name": "HTTPS only",
        "file_path": "/modules/function-app.bicep",
        "file_line_range": [81, 131],
        "resource": "Microsoft.Web/sites.app",
    }
    expected = "infra/modules/function-app.bicep:81: CKV_AZURE_70: HTTPS only (Microsoft.Web/sites.app)"
    assert [str(finding) for finding in findings(report(failed_checks=[failed]))] == [expected]


def test_a_file_that_checkov_cannot_read_is_a_finding() -> None:
    found = findings(report(parsing_errors=["infra/main.bicep"]))
    assert [str(finding) for finding in found] == ["infra/main.bicep:1: checkov cannot read this file"]


def test_a_report_about_nothing_is_a_finding() -> None:
    empty = report()
    empty["summary"]["resource_count"] = 0
    assert [finding.message for finding in findings(empty)] == ["checkov has read no resource"]
