"""The composition root: which channels a function app serves."""

from dataclasses import replace

import pytest

from shared.settings import UPSTREAMS, Settings, SettingsError, UpstreamSettings, read_settings
from tests.provider import Identity


def names(environment: dict[str, str]) -> set[str]:
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    functions = create_app(read_settings(environment)).get_functions()
    return {str(function.get_function_name()).partition("_")[0] for function in functions}


def test_an_app_serves_the_channels_it_is_told_to(environment: dict[str, str], identity: Identity) -> None:
    assert names(environment | {"BFF_CHANNELS": "mobile"}) == {"mobile"}
    assert names(environment | {"BFF_CHANNELS": "mobile,desktop"}) == {"mobile", "desktop"}


def test_an_unknown_channel_stops_the_start(environment: dict[str, str], identity: Identity) -> None:
    unknown = environment | {"BFF_CHANNELS": "tv", "TV_AUDIENCE": "tv", "TV_CLIENTS": "remote"}
    with pytest.raises(SettingsError, match="BFF_CHANNELS names tv; there are mobile, desktop, partner"):
        names(unknown)


@pytest.mark.parametrize(
    ("names", "odd"), [(UPSTREAMS[:-1], UPSTREAMS[-1]), ((*UPSTREAMS, "stock"), "stock")]
)
def test_a_service_without_a_client_or_the_reverse_stops_the_start(
    settings: Settings, names: tuple[str, ...], odd: str
) -> None:
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    where = UpstreamSettings("https://service.test", "api://service/.default")
    with pytest.raises(TypeError, match=f"'{odd}'"):
        create_app(replace(settings, upstreams=dict.fromkeys(names, where)))
