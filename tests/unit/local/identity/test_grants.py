"""One-time codes and refresh tokens."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.identity.database import Database
from local.identity.errors import OAuthError
from local.identity.grants import Grant, Grants

GRANT = Grant("phone", "alice", "sid", "api://portico-mobile/.default")


@pytest.fixture
def grants(tmp_path: Path, clock: Callable[[], float]) -> Grants:
    return Grants(Database(tmp_path / "identity.db"), clock)


def test_grant_comes_back_as_it_went_in(grants: Grants) -> None:
    assert grants.redeem("code", grants.issue("code", GRANT), "phone") == GRANT


def test_code_is_no_refresh_token(grants: Grants) -> None:
    with pytest.raises(OAuthError, match="unknown"):
        grants.redeem("refresh_token", grants.issue("code", GRANT), "phone")


def test_only_one_of_many_at_once_redeems(grants: Grants) -> None:
    secret = grants.issue("refresh_token", GRANT)

    def redeems(_attempt: int) -> bool:
        try:
            return bool(grants.redeem("refresh_token", secret, "phone"))
        except OAuthError:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeems, range(16))) == 1


def test_reuse_ends_the_family_and_no_other(grants: Grants) -> None:
    other = grants.issue("refresh_token", Grant("phone", "bob", "sid", "x"))
    spent, living = grants.issue("code", GRANT), grants.issue("refresh_token", GRANT)
    grants.redeem("code", spent, "phone")
    with pytest.raises(OAuthError, match="already redeemed"):
        grants.redeem("code", spent, "phone")
    with pytest.raises(OAuthError, match="unknown"):
        grants.redeem("refresh_token", living, "phone")
    assert grants.redeem("refresh_token", other, "phone").user_id == "bob"


def test_reuse_is_noticed_long_after_expiry(grants: Grants, time: list[float]) -> None:
    spent, living = grants.issue("code", GRANT), grants.issue("refresh_token", GRANT)
    grants.redeem("code", spent, "phone")
    time[0] += 3600
    grants.issue("code", GRANT)
    with pytest.raises(OAuthError, match="already redeemed"):
        grants.redeem("code", spent, "phone")
    with pytest.raises(OAuthError, match="unknown"):
        grants.redeem("refresh_token", living, "phone")


def test_refresh_token_lives_ninety_days(grants: Grants, time: list[float]) -> None:
    first, second = grants.issue("refresh_token", GRANT), grants.issue("refresh_token", GRANT)
    time[0] += 90 * 24 * 3600 - 1
    assert grants.redeem("refresh_token", first, "phone") == GRANT
    time[0] += 1
    with pytest.raises(OAuthError, match="expired"):
        grants.redeem("refresh_token", second, "phone")
