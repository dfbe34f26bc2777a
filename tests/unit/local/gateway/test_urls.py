"""Addresses and query strings."""

import pytest

from local.gateway.urls import parameters, parse_url, query_string, raw_parameter


def test_port_follows_from_the_scheme() -> None:
    url = parse_url(" https://bff.test/base ")
    assert (url.scheme, url.host, url.port, url.path) == ("https", "bff.test", 443, "/base")


@pytest.mark.parametrize(
    "text", ["", "bff.test", "ftp://bff.test", "http://", "/path", "http://bff.test:port/"]
)
def test_other_text_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an http or https URL|Port"):
        parse_url(text)


def test_raw_parameters_come_back_unchanged() -> None:
    query = "?a=%41&b&a=1+2&=x"
    assert query_string(raw for _, raw in parameters(query)) == query
    assert [name for name, _ in parameters(query)] == ["a", "b", "a", ""]


def test_new_parameter_is_encoded() -> None:
    assert raw_parameter("a b", "1&2") == "a%20b=1%262"
