from bench.upstream.unique import unique_orders, unique_products

PAGE = b'{"items":[{"lines":[{"productId":"prd_0007","quantity":1},{"productId":"prd_0012","quantity":2}]}]}'


def test_each_order_page_names_products_of_its_own() -> None:
    body = unique_orders(lambda _: PAGE)
    first, second = body("/orders"), body("/orders")
    assert first == PAGE.replace(b"0007", b"0007-1").replace(b"0012", b"0012-1")
    assert second == PAGE.replace(b"0007", b"0007-2").replace(b"0012", b"0012-2")


def test_products_answer_to_the_ids_they_were_given() -> None:
    body = unique_products(lambda target: b'{"items":[{"id":"%s","name":"x"}]}' % target[-8:].encode())
    assert body("/products?ids=prd_0007-1,prd_0012-2") == (
        b'{"items":[{"id":"prd_0007-1","name":"x"},{"id":"prd_0012-2","name":"x"}]}'
    )
