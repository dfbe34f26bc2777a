"""All gates, one after another."""

from local.checks import forbidden, routes, workflows
from local.checks.bicep import (
    compiler,
    grammar,
    linter,
    modules,
    parameters,
    security,
    start,
    symbols,
    types,
)
from local.checks.drift import imports, operations, published, registrations, settings
from local.checks.finding import Finding
from local.checks.policies import cache, cookies, references, scopes, tiers, variables
from local.checks.project import Project

GATES = (
    grammar,
    symbols,
    modules,
    start,
    types,
    security,
    parameters,
    linter,
    compiler,
    forbidden,
    workflows,
    references,
    scopes,
    cache,
    cookies,
    tiers,
    variables,
    published,
    registrations,
    settings,
    imports,
    operations,
    routes,
)


def findings(project: Project) -> list[Finding]:
    """Every mistake, by file and line."""
    return sorted({finding for gate in GATES for finding in gate.check(project)})
