import pytest

from local.checks import workflows
from tests.unit.local.checks.conftest import Copy

DEPLOY = ".github/workflows/deploy.yml"
CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0"


@pytest.mark.parametrize("reference", ["v5", "main", "08c6903", "08c6903cd8c0fde910a37f88322edcfb5dd907a8"])
def test_an_action_that_is_not_pinned_by_commit_and_version_is_found(project: Copy, reference: str) -> None:
    place = project.plant(DEPLOY, CHECKOUT, f"actions/checkout@{reference}")
    expected = (
        f"{place}: actions/checkout@{reference} must be pinned by its commit, with its version behind it"
    )
    assert project.found(workflows) == [expected]


def test_a_workflow_with_rights_by_default_is_found(project: Copy) -> None:
    project.plant(DEPLOY, "permissions: {}\n", "")
    assert project.found(workflows) == [
        f"{DEPLOY}:1: needs `permissions: {{}}`; each job says what it may do"
    ]


@pytest.mark.parametrize(
    "script",
    [
        "      - run: echo ${{ inputs.ref }}\n",
        "      - run: |\n          true\n          echo ${{ inputs.ref }}\n",
    ],
)
def test_an_expression_inside_a_script_is_found(project: Copy, script: str) -> None:
    project.plant(DEPLOY, "      - id: changed\n", f"{script}      - id: changed\n")
    assert ["an expression inside a script" in line for line in project.found(workflows)] == [True]


def test_a_run_by_hand_that_waits_in_the_pushes_queue_is_found(project: Copy) -> None:
    file = project.root / DEPLOY
    text = file.read_text(encoding="utf-8")
    group = next(line for line in text.splitlines() if line.startswith("  group: "))
    place = project.plant(DEPLOY, group, "  group: deploy")
    assert [line for line in project.found(workflows) if line.startswith(f"{place}: ")] == [
        f"{place}: a push cancels a run by hand that waits in its group: name the group by `inputs`"
    ]


def test_an_expression_in_the_environment_is_no_mistake(project: Copy) -> None:
    step = "      - run: |\n          true\n        env:\n          REF: ${{ inputs.ref }}\n"
    project.plant(DEPLOY, "      - id: changed\n", f"{step}      - id: changed\n")
    assert project.found(workflows) == []
