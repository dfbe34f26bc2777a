"""The course of one request: inbound, backend, outbound; on an error, on-error."""

import logging

from local.gateway.context import Context
from local.gateway.execution import Execution, Outcome, run_steps
from local.gateway.expressions import ExpressionError
from local.gateway.faults import PolicyFault
from local.gateway.scopes import Program
from local.gateway.steps import Steps
from local.gateway.telemetry import failed, section_span

logger = logging.getLogger(__name__)
MOST_POLICIES = 256


async def run(program: Program, execution: Execution) -> None:
    """Leave the client's answer in `context.response`."""
    try:
        await _forward(program, execution)
    except PolicyFault as fault:
        await recover(program, execution, fault)
    _settle(execution)
    for name, value in execution.response_headers:
        execution.context.response.headers.set(name, value)


def _settle(execution: Execution) -> None:
    """Count what the answer decides; the answer stands, and so do the other counts, when one fails."""
    for settle in execution.settlements:
        try:
            settle(execution)
        except (ExpressionError, PolicyFault) as error:
            logger.warning("a call was not counted: %s", error)


async def _forward(program: Program, execution: Execution) -> None:
    for section in ("inbound", "backend"):
        await _run_section(program, section, execution)
    if execution.outcome is Outcome.CACHED:
        execution.outcome = None
        await _run_steps(execution.resume, "outbound", execution)
    else:
        await _run_section(program, "outbound", execution)


async def _run_section(program: Program, section: str, execution: Execution) -> None:
    if execution.outcome is None:
        await _run_steps(program.sections[section], section, execution)


async def _run_steps(steps: Steps, section: str, execution: Execution) -> None:
    """Under a span of the section's own, which tells what ran."""
    execution.section, execution.trail = section, []
    with section_span(section, execution.span) as span:
        execution.section_span = span
        try:
            await run_steps(steps, execution)
        except PolicyFault as fault:
            failed(span, fault.reason)
            raise
        finally:
            span.set_attribute("portico.policies", execution.trail[:MOST_POLICIES])


async def recover(program: Program, execution: Execution, fault: PolicyFault) -> None:
    """Answer with the fault's default response, as on-error changes it."""
    _fail(execution.context, fault)
    execution.outcome = None
    try:
        await _run_steps(program.sections["on-error"], "on-error", execution)
    except PolicyFault as second:
        _fail(execution.context, second)


def _fail(context: Context, fault: PolicyFault) -> None:
    context.last_error = fault.last_error()
    context.response = fault.response(context.request_id)
