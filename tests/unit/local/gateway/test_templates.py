"""Liquid templates."""

import pytest

from local.gateway.context import Context, Request
from local.gateway.expressions import ExpressionError
from local.gateway.expressions.types.json_reading import parse
from local.gateway.templates import compile_template


def rendered(template: str, context: Context | None = None, body: bytes | None = None) -> str:
    return compile_template(template)(context or Context(), body).decode()


def test_a_loop_over_headers_gives_pairs() -> None:
    request = Request()
    request.headers.set("A", "1", "2")
    template = "{% for header in context.Request.Headers %}{{ header.Key }}={{ header.Value }};{% endfor %}"
    assert rendered(template, Context(request=request)) == "A=1,2;"


def test_variables_are_shown_with_their_members() -> None:
    context = Context()
    context.variables["order"] = parse('{"id": 7, "lines": [{"sku": "a"}]}')
    template = (
        '{% assign it = context.Variables["order"] %}{{ it["id"] }} {{ it.lines[0].sku }} {{ it.lines.size }}'
    )
    assert rendered(template, context) == "7 a 1"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('{{ body.at | Date: "yyyyMMdd" }}', "20200102"),
        ("{{ body.name | Upcase }} {{ body.name | Replace: 'a', 'b' }}", "ANNA bnnb"),
        ("{{ body.absent.deeper }}{{ context.Nothing }}", ""),
        ("{{ body.many | Join: '-' }}", "1-2"),
    ],
)
def test_members_and_filters_have_net_names(template: str, text: str) -> None:
    body = b'{"at": "2020-01-02T03:04:05Z", "name": "anna", "many": [1, 2]}'
    assert rendered(template, body=body).lower() == text.lower()


def test_an_xml_body_is_known_by_its_local_names() -> None:
    body = b'<e:Envelope xmlns:e="urn:e"><e:Body><Item n="1">a</Item><Item>b</Item></e:Body></e:Envelope>'
    assert rendered("{{ body.envelope.body.Item[1] }}{{ body.envelope.body.Item[0].n }}", body=body) == "b1"


def test_what_fails_while_it_runs_is_an_expression_error() -> None:
    with pytest.raises(ExpressionError):
        rendered("{% for i in (1..1000000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}")


@pytest.mark.parametrize("template", ["{% if %}", "{{ body | NoSuchFilter }}", "{% for a in b %}"])
def test_what_is_no_template_is_a_value_error(template: str) -> None:
    with pytest.raises((ValueError, ExpressionError)):
        rendered(template)
