"""What an outage drill asks of the provider: how often it was called, and to fail."""

from collections import Counter

from pydantic import BaseModel, ConfigDict, Field

from local.identity.errors import OAuthError


class Fault(BaseModel):
    """The token endpoint answers `status` to a `share` (0 to 1) of its requests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: int = Field(503, ge=400, le=599)
    share: float = Field(1, ge=0, le=1)


class Drills:
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter(token=0, authorize=0, jwks=0)
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
