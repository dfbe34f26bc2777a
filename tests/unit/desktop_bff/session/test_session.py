"""How long a session lives, and what of its tokens is kept and shown."""

import pytest
from pydantic import ValidationError

from desktop_bff.session.session import ABSOLUTE_SECONDS, IDLE_SECONDS, Grant, Session, User
from tests.unit.desktop_bff.session.logins import USER

GRANT = Grant(access_token="access-0", access_expires_at=3600.0, refresh_token="refresh-0")
SESSION = Session(user=USER, grant=GRANT, created_at=0.0, last_seen_at=0.0, logout_url="")


def test_a_session_that_is_not_used_ends_after_half_an_hour() -> None:
    assert SESSION.expires_at == IDLE_SECONDS == 1800


def test_a_session_in_use_gets_another_half_hour_each_time() -> None:
    assert SESSION.seen(1000.0).expires_at == 1000 + IDLE_SECONDS


def test_a_session_in_use_ends_after_ten_hours_all_the_same() -> None:
    assert SESSION.seen(ABSOLUTE_SECONDS - 1).expires_at == ABSOLUTE_SECONDS == 36_000


def test_new_tokens_take_the_place_of_the_old() -> None:
    new = Grant(access_token="access-1", access_expires_at=7200.0, refresh_token="refresh-1")
    assert SESSION.renewed(new).grant == new


def test_a_refresh_token_that_is_not_replaced_stays() -> None:
    new = Grant(access_token="access-1", access_expires_at=7200.0)
    assert SESSION.renewed(new).grant == new.model_copy(update={"refresh_token": "refresh-0"})


def test_new_tokens_prolong_nothing() -> None:
    new = Grant(access_token="access-1", access_expires_at=1e9, refresh_token="refresh-1")
    assert SESSION.renewed(new).expires_at == SESSION.expires_at


def test_no_token_is_in_what_is_printed() -> None:
    assert "access-0" not in repr(SESSION)
    assert "refresh-0" not in repr(SESSION)


@pytest.mark.parametrize("model", [Grant, User, Session])
def test_what_does_not_fit_a_model_is_in_no_error(model: type[Grant | User | Session]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(dict.fromkeys(model.model_fields, ("secret",)))
    assert "secret" not in repr(refused.value)
