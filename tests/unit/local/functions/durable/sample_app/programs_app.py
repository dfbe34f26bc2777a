"""A function app whose one function is the orchestrator of random programs."""

import azure.durable_functions as df

from tests.unit.local.functions.durable.programs import carry_out

app = df.DFApp()
app.function_name("program")(app.orchestration_trigger(context_name="context")(carry_out))
