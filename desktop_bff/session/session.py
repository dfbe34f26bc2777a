"""What is known of a signed-in browser. Of all this the browser itself learns what `me` tells."""

from pydantic import BaseModel, ConfigDict, Field

IDLE_SECONDS = 30 * 60.0
ABSOLUTE_SECONDS = 10 * 3600.0


class Grant(BaseModel):
    """The tokens of one answer of the token endpoint; times are epoch seconds."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    access_expires_at: float
    refresh_token: str = Field("", repr=False)


class User(BaseModel):
    """Who signed in, from the ID token: tenant, object id, subject, name, and the provider's own session."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    tid: str
    oid: str
    sub: str
    sid: str = ""
    name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Who it is, as a Caller's key says it."""
        return self.tid, self.oid


class Session(BaseModel):
    """One browser's session: ended by `IDLE_SECONDS` without a request, by `ABSOLUTE_SECONDS` in any case."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    user: User
    grant: Grant
    created_at: float
    last_seen_at: float
    logout_url: str

    @property
    def expires_at(self) -> float:
        return min(self.created_at + ABSOLUTE_SECONDS, self.last_seen_at + IDLE_SECONDS)

    def seen(self, now: float) -> "Session":
        return self.model_copy(update={"last_seen_at": now})

    def renewed(self, grant: Grant) -> "Session":
        """With new tokens; a provider that does not rotate refresh tokens sends none: the old one stays."""
        kept = {} if grant.refresh_token else {"refresh_token": self.grant.refresh_token}
        return self.model_copy(update={"grant": grant.model_copy(update=kept)})
