"""The byte-bounded cache."""

from local.gateway.caches import Cache


def test_least_recently_used_goes_first() -> None:
    cache: Cache[str] = Cache(20, lambda: 0)
    for name in ("a", "b"):
        cache.store(name, name, 10, 60)
    cache.get("a")
    cache.store("c", "c", 10, 60)
    assert [cache.get(name) for name in ("a", "b", "c")] == ["a", None, "c"]


def test_value_larger_than_the_cache_is_not_kept_and_evicts_nothing() -> None:
    cache: Cache[str] = Cache(20, lambda: 0)
    cache.store("a", "a", 10, 60)
    cache.store("b", "b", 21, 60)
    assert (cache.get("a"), cache.get("b")) == ("a", None)


def test_replaced_value_frees_its_place() -> None:
    cache: Cache[str] = Cache(20, lambda: 0)
    for _ in range(3):
        cache.store("a", "a", 10, 60)
    cache.store("b", "b", 10, 60)
    assert (cache.get("a"), cache.get("b")) == ("a", "b")


def test_expired_value_is_gone() -> None:
    now = [0.0]
    cache: Cache[str] = Cache(20, lambda: now[0])
    cache.store("a", "a", 1, 60)
    now[0] = 60
    assert cache.get("a") is None
