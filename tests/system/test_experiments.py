"""Experiments through the whole pipe: who gets which variant, and that no cache mixes them up."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from local.functions import FunctionsHost, Keys
from local.gateway import GatewayConfig, create_gateway
from local.services.catalogue import Product, products
from shared.settings import UPSTREAMS, read_settings
from shared.transport import Transports
from tests.system.conftest import APIM_KEY, MASTER_KEY, Portico
from tests.system.stack import ROOT

GATEWAY = "http://gateway.test"
FEATURE = "mobile-featured-ranking"
OVERRIDE = "x_experiment_variant"
CATALOGUE = list(products())


def ranked(variant: str, count: int = 6) -> list[str]:
    """The first products of the catalogue as a variant orders them."""
    keys = {
        "catalogue": lambda _: 0,
        "rating": lambda product: -product.rating,
        "reviews": lambda product: -product.reviews,
    }
    first: list[Product] = sorted(CATALOGUE[:count], key=keys[variant])
    return [product.id for product in first]


def shown(answer: httpx.Response, part: str = "featured") -> list[str]:
    assert answer.status_code == 200, answer.text
    return [product["id"] for product in answer.json()[part]]


def only(tmp_path: Path, variant: str) -> dict[str, str]:
    """A setting under which everybody on the mobile channel gets one variant."""
    document = json.loads((ROOT / "infra" / "experiments.json").read_text(encoding="utf-8"))
    flags = document["feature_management"]["feature_flags"]
    mobile = next(flag for flag in flags if flag["id"] == FEATURE)
    mobile["allocation"] = {"default_when_enabled": variant}
    path = tmp_path / f"{variant}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return {"EXPERIMENTS_FILE": str(path)}


def host(portico: Portico, changes: Mapping[str, str]) -> FunctionsHost:
    """Another instance of the mobile BFF, told other things."""
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    settings: dict[str, str] = portico.world.configs["mobile"].config["settings"] | changes
    internet = portico.world.internet
    transports = Transports(dict.fromkeys(UPSTREAMS, internet), internet)
    keys = Keys(master=MASTER_KEY, host={"apim": APIM_KEY}, functions={})
    host_json = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    return FunctionsHost(create_app(read_settings(settings), transports, portico.clock), host_json, keys)


def serve(portico: Portico, instance: FunctionsHost) -> None:
    portico.world.internet.mount(portico.world.layout.url("mobile"), instance)


@pytest.mark.parametrize("variant", ["catalogue", "rating", "reviews"])
async def test_a_variant_ranks_what_a_phone_features(portico: Portico, variant: str) -> None:
    answer = await portico.get("/mobile/home", **{OVERRIDE: f"{FEATURE}={variant}"})
    assert shown(answer) == ranked(variant)
    assert len({tuple(ranked(each)) for each in ("catalogue", "rating", "reviews")}) == 3


@pytest.mark.parametrize("variant", ["catalogue", "rating"])
async def test_a_variant_ranks_what_the_browser_recommends(portico: Portico, variant: str) -> None:
    choice = {OVERRIDE: f"desktop-recommendations-ranking={variant}"}
    answer = await portico.get("/desktop/dashboard", **choice)
    assert shown(answer, "recommendations") == ranked(variant, 4)
    assert "rating" not in answer.json()["recommendations"][0]


async def test_a_variant_there_is_not_is_a_bad_request(portico: Portico) -> None:
    answer = await portico.get("/mobile/home", **{OVERRIDE: f"{FEATURE}=newest"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid_request")
    assert problem["parameter"] == "X-Experiment-Variant"


async def test_an_override_and_its_absence_never_share_bytes(portico: Portico, tmp_path: Path) -> None:
    serve(portico, host(portico, only(tmp_path, "catalogue")))
    choices: list[dict[str, str]] = [{}, {OVERRIDE: f"{FEATURE}=rating"}, {OVERRIDE: f"{FEATURE}=reviews"}]
    wanted = [ranked("catalogue"), ranked("rating"), ranked("reviews")]
    for cache in ("miss", "hit"):
        answers = [await portico.get("/mobile/home", **choice) for choice in choices]
        assert [answer.headers["X-Cache"] for answer in answers] == 3 * [cache]
        assert [shown(answer) for answer in answers] == wanted


async def test_in_production_the_gateway_drops_an_override(portico: Portico, tmp_path: Path) -> None:
    serve(portico, host(portico, only(tmp_path, "catalogue")))
    config = portico.world.configs["gateway"].config
    values = config["named_values"] | {"experiment-overrides": "false"}
    gateway = create_gateway(
        GatewayConfig.model_validate({**config, "named_values": values}),
        portico.world.internet,
        portico.clock,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url=GATEWAY) as http:
        production = replace(portico, http=http)
        await production.get("/mobile/home")
        answer = await production.get("/mobile/home", **{OVERRIDE: f"{FEATURE}=rating"})
    assert (answer.headers["X-Cache"], shown(answer)) == ("hit", ranked("catalogue"))


async def test_a_bff_that_is_not_told_to_takes_no_override(portico: Portico, tmp_path: Path) -> None:
    serve(portico, host(portico, only(tmp_path, "catalogue") | {"EXPERIMENT_OVERRIDES": "false"}))
    answer = await portico.get("/mobile/home", **{OVERRIDE: f"{FEATURE}=rating"})
    assert shown(answer) == ranked("catalogue")


async def test_once_a_new_configuration_answers_no_bytes_of_the_old_are_served(
    portico: Portico, tmp_path: Path
) -> None:
    serve(portico, host(portico, only(tmp_path, "catalogue")))
    await portico.get("/mobile/home")
    assert (await portico.get("/mobile/home")).headers["X-Cache"] == "hit"
    serve(portico, host(portico, only(tmp_path, "rating")))
    assert (await portico.get("/mobile/orders", login="bob")).headers["X-Cache"] == "miss"
    for expected in ("miss", "hit"):
        answer = await portico.get("/mobile/home")
        assert (answer.headers["X-Cache"], shown(answer)) == (expected, ranked("rating"))


async def test_an_answer_of_another_configuration_is_not_kept_under_the_keys_of_this_one(
    portico: Portico, tmp_path: Path
) -> None:
    old, new = (host(portico, only(tmp_path, variant)) for variant in ("catalogue", "rating"))
    for page, instance in enumerate((old, new, old), start=1):
        serve(portico, instance)
        await portico.get(f"/mobile/orders?page={page}")
    serve(portico, new)
    assert shown(await portico.get("/mobile/home")) == ranked("rating")
    serve(portico, old)
    await portico.get("/mobile/orders?page=4")
    answer = await portico.get("/mobile/home")
    assert (answer.headers["X-Cache"], shown(answer)) == ("miss", ranked("catalogue"))


async def test_while_instances_disagree_every_answer_is_of_the_configuration_it_names(
    portico: Portico, tmp_path: Path
) -> None:
    instances = [host(portico, only(tmp_path, variant)) for variant in ("catalogue", "rating")]
    answers = []
    for number in range(24):
        serve(portico, instances[number % 3 % 2])
        answers.append(await portico.get("/mobile/home", login=("alice", "bob", "carol")[number // 2 % 3]))
    assert {answer.headers["X-Cache"] for answer in answers} == {"hit", "miss"}
    named = {(answer.headers["X-Experiments"], *shown(answer)) for answer in answers}
    assert sorted(order for _, *order in named) == sorted([ranked("catalogue"), ranked("rating")])


async def test_exposure_is_recorded_where_the_part_is_made_and_names_no_user(
    portico: Portico, tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    serve(portico, host(portico, only(tmp_path, "rating")))
    await portico.get("/mobile/home")
    await portico.get("/mobile/orders")
    exposed = {
        span.name: dict(span.attributes or {})
        for span in spans.get_finished_spans()
        if f"portico.experiment.{FEATURE}" in (span.attributes or {})
    }
    assert list(exposed) == ["mobile_get_home"]
    attributes = exposed["mobile_get_home"]
    assert (attributes[f"portico.experiment.{FEATURE}"], attributes["portico.channel"]) == (
        "rating",
        "mobile",
    )


async def test_a_part_that_failed_exposes_nobody(portico: Portico, spans: InMemorySpanExporter) -> None:
    await portico.fault("products", kind="fail", status=500)
    assert (await portico.get("/mobile/home")).json()["complete"] is False
    names = {name for span in spans.get_finished_spans() for name in span.attributes or {}}
    assert not [name for name in names if name.startswith("portico.experiment")]


def assigned_in_a_process_of(channel: str) -> Any:
    """What 500 callers get of every experiment, in a fresh process that serves one channel."""
    code = f"""
import json, pathlib, {channel}
from shared.experiments.experiment import Configuration
document = json.loads(pathlib.Path("infra/experiments.json").read_text())
flags = document["feature_management"]["feature_flags"]
configuration = Configuration(tuple(flags))
users = [f"tenant:caller-{{n}}" for n in range(500)]
print(json.dumps([[configuration.variant(flag["id"], user) for user in users] for flag in flags]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_caller_is_assigned_the_same_in_every_process() -> None:
    mobile = assigned_in_a_process_of("mobile_bff")
    assert mobile == assigned_in_a_process_of("desktop_bff") == assigned_in_a_process_of("mobile_bff")
    assert [len(set(variants)) for variants in mobile] == [3, 2]
