from datetime import UTC, datetime, timedelta

from local.gateway.context import Body, Context, Headers, Url


def test_header_names_compare_without_case_and_values_join_with_a_comma() -> None:
    headers = Headers([("Accept", "a"), ("X", "1"), ("accept", "b")])
    assert headers.get("ACCEPT") == "a,b"
    assert headers.get_all("accept") == ["a", "b"]
    assert headers.items() == [("Accept", "a"), ("accept", "b"), ("X", "1")]


def test_setting_a_header_replaces_every_value() -> None:
    headers = Headers({"X": "1"})
    headers.append("x", "2")
    headers.set("X", "3")
    assert headers.get_all("x") == ["3"]


def test_a_deleted_header_is_gone() -> None:
    headers = Headers({"X": "1"})
    headers.delete("x")
    assert "X" not in headers
    assert headers.get("X", "none") == "none"


def test_a_copy_of_headers_changes_alone() -> None:
    headers = Headers({"X": "1"})
    headers.copy().set("X", "2")
    assert headers.get("X") == "1"


def test_reading_a_body_consumes_it_unless_told_to_preserve_it() -> None:
    body = Body(b"x")
    assert body.read(preserve_content=True) == b"x"
    assert body.read() == b"x"
    assert body.content is None


def test_a_consumed_body_can_be_set_again() -> None:
    body = Body(b"x")
    body.read()
    body.content = b"y"
    assert body.content == b"y"


def test_query_parameters_are_decoded_and_keep_every_value() -> None:
    assert Url(query_string="?a=1&b=%20x&a=2&c=").query == {"a": ["1", "2"], "b": [" x"], "c": [""]}


def test_an_address_shows_its_port_only_where_it_is_not_the_default() -> None:
    assert str(Url("https", "h", 443, "/p", "?q")) == "https://h/p?q"
    assert str(Url("http", "h", 8080, "/p")) == "http://h:8080/p"


def test_elapsed_is_the_time_since_the_request_came() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    context = Context(timestamp=start, clock=lambda: start.timestamp() + 1.5)
    assert context.elapsed == timedelta(seconds=1.5)


def test_what_is_traced_is_kept_in_order() -> None:
    context = Context()
    context.trace("a")
    context.trace("b")
    assert context.traces == ["a", "b"]
