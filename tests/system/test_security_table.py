"""docs/security.md: every demand is there once, and every proof it names exists."""

import ast
import re
from functools import cache

import pytest

from tests.system.stack import ROOT

FAMILIES = {"B": 22, "A": 32, "J": 14, "R": 12, "L": 13, "Z": 6}
ROW = re.compile(r"^\| ([A-Z][0-9]+) \| (.+) \| (.+) \|$", re.MULTILINE)
PROOF = re.compile(r"`([\w/]+\.py)::(\w+)`")

ROWS = ROW.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
PROOFS = sorted({proof for _, _, cell in ROWS for proof in PROOF.findall(cell)})


@cache
def defined_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


def test_every_demand_has_one_row() -> None:
    expected = [f"{family}{number + 1}" for family, count in FAMILIES.items() for number in range(count)]
    assert [demand for demand, _, _ in ROWS] == expected


@pytest.mark.parametrize(("demand", "proof"), [(demand, cell) for demand, _, cell in ROWS])
def test_a_demand_names_its_proof_or_says_why_there_is_none(demand: str, proof: str) -> None:
    assert PROOF.fullmatch(proof.partition("<br>")[0]) or proof.startswith("does not apply")


@pytest.mark.parametrize(("path", "name"), PROOFS)
def test_a_proof_exists(path: str, name: str) -> None:
    assert name in defined_in(path)


def test_a_proof_that_bears_a_number_is_of_that_demand() -> None:
    for path, name in PROOFS:
        number = re.match(r"test_([abjlrz]\d+)_", name)
        cells = " ".join(cell for demand, _, cell in ROWS if number and demand.lower() == number[1])
        assert number is None or f"`{path}::{name}`" in cells, name
