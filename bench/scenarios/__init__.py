"""Every scenario, in the order they are run and reported."""

from bench.run import Scenario
from bench.scenarios import faults, throughput
from bench.scenarios.cold_start import FirstAnswer, Import
from bench.scenarios.isolation import Isolation
from bench.scenarios.pages import Pages
from bench.scenarios.repeat import Repeat
from bench.scenarios.session import Session
from bench.scenarios.stampede import Stampede
from bench.scenarios.telemetry import Telemetry

SCENARIOS: tuple[Scenario, ...] = (
    *throughput.SCENARIOS,
    Pages(),
    Stampede(),
    *faults.SCENARIOS,
    Repeat(),
    Telemetry(),
    Session(),
    Isolation(),
    Import(),
    FirstAnswer(),
)
