from local.services.documents import answer, answer_items, to_json


def test_documents_are_compact_json_with_their_letters() -> None:
    assert to_json({"city": "Łódź", "lines": [1, 2]}) == '{"city":"Łódź","lines":[1,2]}'


def test_answer_is_json() -> None:
    response = answer('{"id":1}', 201, {"Location": "/orders/1"})
    assert (response.status_code, response.body) == (201, b'{"id":1}')
    assert response.headers["content-type"] == "application/json"
    assert response.headers["location"] == "/orders/1"


def test_items_are_spliced_in_as_they_are() -> None:
    assert (
        answer_items(["[ 1 ]", "{}"], page=2, next="é").body
        == '{"items":[[ 1 ],{}],"page":2,"next":"é"}'.encode()
    )


def test_no_items_and_no_fields_are_still_json() -> None:
    assert answer_items([]).body == b'{"items":[]}'
