"""Every scenario, in the order they are run and reported."""

from bench.run import Scenario
from bench.scenarios import faults, throughput
from bench.scenarios.cold_start import FirstAnswer, Import
from bench.scenarios.isolation import Isolation
from bench.scenarios.pages import Pages
from bench.scenarios.repeat import Repeat
from bench.scenarios.stampede import Stampede

SCENARIOS: tuple[Scenario, ...] = (
    *throughput.SCENARIOS,
    Pages(),
    Stampede(),
    *faults.SCENARIOS,
    Repeat(),
    Isolation(),
    Import(),
    FirstAnswer(),
)
