from local.stack.demo import STEPS, served


def test_flows_of_channels_that_are_not_there_are_left_out() -> None:
    assert served(("mobile", "desktop", "partner")) == list(STEPS)
    assert {step.flow[0] for step in served(("mobile", "desktop"))} == {"A", "B", "C", "-", " "}
    assert all(step.path.startswith("/mobile/") for step in served(("mobile",)))
