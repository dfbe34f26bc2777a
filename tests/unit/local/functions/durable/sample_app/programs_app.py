"""A function app for random orchestrations."""

import azure.durable_functions as df

from tests.unit.local.functions.durable.programs import carry_out

app = df.DFApp()
program = app.orchestration_trigger(context_name="context")(carry_out)
