import azure.functions as func
import pytest

from local.functions.http_response import answer, bare


def test_response_keeps_status_type_and_body() -> None:
    given = answer(func.HttpResponse(b"{}", status_code=201, mimetype="application/json"))
    assert (given.status, given.body) == (201, b"{}")
    assert given.headers == [(b"content-type", b"application/json"), (b"content-length", b"2")]


def test_content_length_is_that_of_the_body() -> None:
    given = answer(func.HttpResponse("ab", headers={"Content-Length": "7", "Content-Type": "text/csv"}))
    assert dict(given.headers) == {b"content-type": b"text/csv", b"content-length": b"2"}


def test_cookies_stay_apart_from_each_other() -> None:
    response = func.HttpResponse()
    response.headers.add("Set-Cookie", "a=1; Path=/")
    response.headers.add("Set-Cookie", "b=2; Path=/")
    lines = [value for name, value in answer(response).headers if name == b"set-cookie"]
    assert lines == [b"a=1; domain=; path=/", b"b=2; domain=; path=/"]


def test_text_is_answered_as_plain_text() -> None:
    given = answer("grüß")
    assert (given.status, given.body) == (200, "grüß".encode())
    assert given.headers == [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"6")]


@pytest.mark.parametrize("status", [204, 304])
def test_answer_that_has_no_body_has_no_length(status: int) -> None:
    assert answer(func.HttpResponse(status_code=status)).headers == [
        (b"content-type", b"text/plain; charset=utf-8")
    ]
    assert bare(status).headers == []


@pytest.mark.parametrize(
    ("returned", "error", "message"),
    [
        (None, TypeError, "returned a NoneType"),
        ({"a": 1}, TypeError, "returned a dict"),
        ('{"a": 1}', ValueError, "a str that is JSON"),
        (func.HttpResponse("a", status_code=204), ValueError, "status 204 cannot have a body"),
        (func.HttpResponse("a", headers={"X-Name": "Zoë"}), UnicodeEncodeError, "ascii"),
    ],
)
def test_result_the_host_cannot_answer_is_an_error(
    returned: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        answer(returned)
