"""What an answer's headers promise of its bytes."""

from http import HTTPStatus

import azure.functions as func
import pytest

from shared.responses import Answer, Screen, response


class Greeting(Screen):
    text: str


def answered(status: HTTPStatus, cache_control: str) -> func.HttpResponse:
    answer = Answer(Greeting(text="hello"), {"Cache-Control": cache_control})
    return response(answer, status, func.HttpRequest("GET", "http://bff.test/greeting", body=b""))


def test_an_answer_that_may_be_stored_has_an_etag() -> None:
    assert answered(HTTPStatus.OK, "private, no-cache").headers["ETag"].startswith('"')


@pytest.mark.parametrize(
    ("status", "cache_control"),
    [
        (HTTPStatus.OK, "no-store"),
        (HTTPStatus.CREATED, "private, no-cache"),
        (HTTPStatus.ACCEPTED, "no-store"),
    ],
)
def test_an_answer_of_which_nobody_can_ask_whether_it_changed_has_none(
    status: HTTPStatus, cache_control: str
) -> None:
    """In a 201 an ETag would be the new resource's (RFC 9110, 15.3.2), which these bytes are not."""
    assert "ETag" not in answered(status, cache_control).headers


def test_a_screen_takes_its_cookies_along() -> None:
    request = func.HttpRequest("GET", "http://bff.test/greeting", body=b"")
    answer = Answer(Greeting(text="hello"), cookies=["a=1", "b=2"])
    assert response(answer, HTTPStatus.OK, request).headers.get_all("Set-Cookie") == ["a=1", "b=2"]
