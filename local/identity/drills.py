"""What a drill asks of the provider: how often it was called, to fail, and to ask a user for more."""

import json
from collections import Counter
from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field

from local.identity.errors import OAuthError


class Drill(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(Drill):
    """The token and revocation endpoints answer `status` to a `share` (0 to 1) of their requests."""

    status: int = Field(503, ge=400, le=599)
    share: float = Field(1, ge=0, le=1)


class StepUp(Drill):
    """Calls on behalf of a user need an assertion with the authentication context `acrs`."""

    login: str
    acrs: str = Field(pattern="^c[1-9][0-9]?$")


class Revoked(Drill):
    """A user changes the password, or an administrator ends all there is of the user's sign-ins."""

    login: str


class Drills:
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter(token=0, authorize=0, jwks=0)
        self.step_ups: dict[str, str] = {}
        self._fault = Fault(share=0)
        self._due = 0.0

    def set_fault(self, fault: Fault) -> None:
        self._fault, self._due = fault, 0.0

    def fail_if_due(self) -> None:
        """Fail evenly: a share of a quarter is every fourth request, not one in four by chance."""
        self._due += self._fault.share
        if self._due >= 1:
            self._due -= 1
            raise OAuthError(
                "temporarily_unavailable", 90033, "A drill is under way.", status=self._fault.status
            )

    def require_step_up(self, user_id: str, acrs: Collection[str]) -> None:
        """Refuse, with the claims to ask for, a user of whom more is wanted than the assertion has."""
        wanted = self.step_ups.get(user_id)
        if wanted and wanted not in acrs:
            claims = {"access_token": {"acrs": {"essential": True, "value": wanted}}}
            raise OAuthError(
                "interaction_required",
                50076,
                "The user must take a further step.",
                suberror="basic_action",
                claims=json.dumps(claims, separators=(",", ":")),
            )
