"""The web client as the gateway serves it: public files, no credentials behind it, strict headers."""

import json

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tests.system.conftest import Portico
from tests.system.stack import ROOT, Stack

FILES = sorted(
    path.relative_to(ROOT / "local/clients/web").as_posix()
    for path in (ROOT / "local/clients/web").rglob("*")
    if path.is_file()
)
HARDENED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


class Recorder:
    """A website that answers with one status and remembers the headers it was sent."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.headers: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        headers = [(b"content-type", b"application/xml")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"<Error>https://storage.internal</Error>"})


@pytest.fixture
def recorder(portico: Portico) -> Recorder:
    recorder = Recorder()
    portico.world.internet.mount(portico.world.layout.url("web"), recorder)
    return recorder


def directives(answer: httpx.Response) -> dict[str, str]:
    found = (each.strip().partition(" ") for each in answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in found}


@pytest.mark.parametrize("path", ["", *FILES])
async def test_every_file_is_served_with_the_security_headers(portico: Portico, path: str) -> None:
    answer = await portico.get(f"/app/{path}", login=None)
    assert answer.status_code == 200
    assert HARDENED.items() <= {name: answer.headers.get(name) for name in HARDENED}.items()
    assert len(answer.headers["X-Correlation-Id"]) == 32
    assert "Set-Cookie" not in answer.headers


async def test_the_page_may_load_and_call_its_own_origin_only(portico: Portico) -> None:
    policy = directives(await portico.get("/app/", login=None))
    nothing = {"default-src", "object-src", "base-uri", "form-action", "frame-ancestors", "trusted-types"}
    assert {name for name, sources in policy.items() if sources == "'none'"} == nothing
    assert {sources for name, sources in policy.items() if name not in nothing} == {"'self'", "'script'"}


@pytest.mark.parametrize(("path", "media_type"), [("", "text/html"), ("app.js", "text/javascript")])
async def test_a_file_has_the_type_that_browsers_insist_on(
    portico: Portico, path: str, media_type: str
) -> None:
    answer = await portico.get(f"/app/{path}", login=None)
    assert answer.headers["Content-Type"].split(";")[0] == media_type


@pytest.mark.parametrize(("path", "kept"), [("", "no-cache"), ("app.js", "public, max-age=60")])
async def test_a_page_is_asked_again_by_its_etag_and_a_script_is_kept_for_a_minute(
    portico: Portico, path: str, kept: str
) -> None:
    answer = await portico.get(f"/app/{path}", login=None)
    again = await portico.get(f"/app/{path}", login=None, if_none_match=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert answer.headers["Cache-Control"] == again.headers["Cache-Control"] == kept


async def test_a_path_without_its_slash_is_sent_on(portico: Portico) -> None:
    answer = await portico.get("/app", login=None)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/app/")
    assert len(answer.headers["X-Correlation-Id"]) == 32


async def test_head_has_the_headers_of_get_and_no_body(portico: Portico) -> None:
    get = await portico.get("/app/", login=None)
    head = await portico.request("HEAD", "/app/", login=None)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(get.content))


async def test_what_is_not_there_is_the_websites_own_page(portico: Portico) -> None:
    answer = await portico.get("/app/no/such/page", login=None)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert HARDENED.items() <= {name: answer.headers.get(name) for name in HARDENED}.items()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_nothing_but_reading_is_an_operation(portico: Portico, method: str) -> None:
    answer = await portico.request(method, "/app/", login=None)
    assert (answer.status_code, answer.json()) == (404, {"statusCode": 404, "message": "Resource not found"})


@pytest.mark.parametrize("path", ["../web.json", "..%2fweb.json", "%2e%2e/web.json", "..\\web.json", "%00"])
async def test_no_path_leads_out_of_the_folder(portico: Portico, path: str) -> None:
    url = httpx.URL(portico.world.layout.url("gateway"), raw_path=f"/app/{path}".encode())
    assert (await portico.http.get(url)).status_code == 404


async def test_credentials_stop_at_the_gateway(portico: Portico, recorder: Recorder) -> None:
    sent = {"authorization": "Bearer secret", "cookie": "__Host-Http-portico=secret"}
    assert (await portico.request("GET", "/app/", login=None, headers=sent)).status_code == 200
    assert "secret" not in json.dumps(recorder.headers)


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_website_that_fails_is_a_problem_without_its_words(
    portico: Portico, recorder: Recorder, status: int
) -> None:
    recorder.status = status
    answer = await portico.get("/app/", login=None)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "internal" not in answer.text


async def test_a_website_that_is_away_is_a_problem(portico: Portico) -> None:
    portico.world.internet.unmount(portico.world.layout.url("web"))
    answer = await portico.get("/app/", login=None)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_started_stack_serves_it_at_the_public_url(stack: Stack) -> None:
    answer = httpx.get(f"{stack.url}/app", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.content == (ROOT / "local/clients/web/index.html").read_bytes()
    assert stack.addresses()["web"]["url"] == f"http://127.0.0.1:{stack.port + 3}"


async def test_the_root_leads_to_the_console_of_this_machine(portico: Portico) -> None:
    answer = await portico.http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"{portico.world.layout.url('monitor')}/",
    )
    assert (await portico.http.get("/elsewhere")).status_code == 404
