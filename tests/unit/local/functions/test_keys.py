import pytest
from azure.functions import AuthLevel

from local.errors import StartError
from local.functions.keys import Keys, permits

KEYS = Keys(
    master="master", host={"apim": "host", "spare": "other"}, functions={"orders": {"default": "own"}}
)


@pytest.mark.parametrize(
    ("key", "function", "level"),
    [
        ("master", "orders", AuthLevel.ADMIN),
        ("host", "orders", AuthLevel.FUNCTION),
        ("other", "orders", AuthLevel.FUNCTION),
        ("own", "orders", AuthLevel.FUNCTION),
        ("own", "users", AuthLevel.ANONYMOUS),
        ("hos", "orders", AuthLevel.ANONYMOUS),
        ("", "orders", AuthLevel.ANONYMOUS),
        ("schlüssel", "orders", AuthLevel.ANONYMOUS),
    ],
)
def test_key_grants_its_level(key: str, function: str, level: AuthLevel) -> None:
    assert KEYS.level(key, function) is level


def test_higher_level_permits_lower_needs_only() -> None:
    levels = [AuthLevel.ANONYMOUS, AuthLevel.FUNCTION, AuthLevel.ADMIN]
    permitted = [[permits(granted, needed) for needed in levels] for granted in levels]
    assert permitted == [[True, False, False], [True, True, False], [True, True, True]]


@pytest.mark.parametrize("key", ["", "schlüssel"])
def test_key_that_no_request_could_carry_is_refused(key: str) -> None:
    with pytest.raises(StartError, match="ASCII"):
        Keys(master=key)
    with pytest.raises(StartError, match="ASCII"):
        Keys(master="master", functions={"orders": {"default": key}})


def test_keys_are_not_shown() -> None:
    assert repr(KEYS) == "Keys()"


def test_key_of_an_extension_opens_it_as_the_master_key_does() -> None:
    own = KEYS.system("durable")
    assert own == Keys(master="master").system("durable")
    opened = [KEYS.opens_extension(key, "durable") for key in (own, "master", "host", "", "schlüssel")]
    assert opened == [True, True, False, False, False]
    assert not KEYS.opens_extension(own, "other")
    assert not Keys(master="another").opens_extension(own, "durable")
