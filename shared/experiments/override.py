"""`X-Experiment-Variant: mobile-featured-ranking=rating`: a developer's own choice of variants."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.experiments.experiment import Experiment
from shared.problems import InvalidRequest

HEADER = "X-Experiment-Variant"


def read_override(text: str, experiments: Iterable[Experiment[Any]]) -> Mapping[str, str]:
    """Variants by feature, separated by commas; InvalidRequest names what there is to choose from."""
    choices = {(item.feature, variant) for item in experiments for variant in item.variants}
    chosen = dict(_pair(part) for part in text.split(","))
    if chosen.items() <= choices:
        return chosen
    known = ", ".join("=".join(choice) for choice in sorted(choices))
    raise InvalidRequest(f"The header {HEADER} names no variant there is: {known}.", parameter=HEADER)


def _pair(text: str) -> tuple[str, str]:
    feature, _, variant = text.partition("=")
    return feature.strip(), variant.strip()
