"""The two cookies: written as browsers demand it, read as strictly."""

import pytest

from desktop_bff.session import cookies


@pytest.mark.parametrize(
    ("name", "max_age", "line"),
    [
        (cookies.SESSION, None, "__Host-Http-portico=v; Path=/; Secure; HttpOnly; SameSite=Strict"),
        (
            cookies.LOGIN,
            600,
            "__Host-Http-portico-login=v; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax",
        ),
    ],
)
def test_a_cookie_is_written_with_all_that_its_name_promises(
    name: str, max_age: int | None, line: str
) -> None:
    assert cookies.written(name, "v", max_age) == line


def test_a_deleted_cookie_has_the_attributes_it_was_set_with() -> None:
    line = cookies.deleted(cookies.SESSION)
    assert line == "__Host-Http-portico=deleted; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict"


@pytest.mark.parametrize(
    "header",
    [
        "__Host-Http-portico=id",
        "a=b; __Host-Http-portico=id",
        "__Host-Http-portico=id;c=d",
        "__Host-Http-portico-login=x; __Host-Http-portico=id; x__Host-Http-portico=y",
    ],
)
def test_a_cookie_is_found_among_others(header: str) -> None:
    assert cookies.read({"cookie": header}, cookies.SESSION) == "id"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "__Host-Http-portico",
        "__Host-Http-portico=",
        "__host-http-portico=id",
        "__Host-Http-portico-login=id",
        "x__Host-Http-portico=id",
        "__Host-Http-portico=id; __Host-Http-portico=id",
        "__Host-Http-portico=id; __Host-Http-portico=other",
        "__Host-Http-portico=a b",
        '__Host-Http-portico="id"',
        "__Host-Http-portico=id=",
        "__Host-Http-portico=ïd",
        "__Host-Http-portico=%69d",
        "a=b, __Host-Http-portico=id",
    ],
)
def test_what_we_cannot_have_written_is_no_cookie(header: str) -> None:
    assert cookies.read({"cookie": header}, cookies.SESSION) is None


def test_a_request_without_cookies_has_none() -> None:
    assert cookies.read({}, cookies.SESSION) is None
