"""The checks of validate-jwt, in the order in which their failures are reported."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from local.gateway.context import Jwt
from local.gateway.tokens.compact import CompactToken, MalformedToken, read
from local.gateway.tokens.issuers import Issuer
from local.gateway.tokens.signatures import SigningKey

MEMORY = 1024


class TokenRefused(Exception):
    """Why a token is not accepted, in the words of `context.LastError`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True)
class RequiredClaim:
    """A claim that must be there, with all or any of the values if there are some."""

    name: str
    values: Sequence[str]
    match_all: bool
    separator: str


@dataclass(frozen=True)
class Requirements:
    """What a token must satisfy; an empty list of audiences or clients accepts any.

    Without issuers, and where `publisher_accepted` says so, the issuer that published the key is accepted.
    """

    audiences: Sequence[str]
    issuers: Sequence[str]
    claims: Sequence[RequiredClaim]
    clock_skew: int = 0
    expiration: bool = True
    client_ids: Sequence[str] = ()
    publisher_accepted: bool = False


@dataclass(frozen=True)
class TrustedKey:
    """A signing key and the issuer that published it; inline keys have none."""

    key: SigningKey
    issuer: str | None = None


class TokenValidator:
    """Verifies signatures, remembering which token which key has verified, and checks claims."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._verified: OrderedDict[str, tuple[CompactToken, SigningKey]] = OrderedDict()

    async def validate(
        self, text: str, inline: Sequence[SigningKey], issuers: Sequence[Issuer], requirements: Requirements
    ) -> Jwt:
        """The token's content; raises TokenRefused."""
        remembered = self._verified.get(text)
        token = remembered[0] if remembered else _read(text)
        trusted = [TrustedKey(key) for key in inline]
        for issuer in issuers:
            published = await issuer.keys(token.key_id)
            trusted += [TrustedKey(key, published.issuer) for key in published.keys]
        signer = self._signer(token, trusted, remembered[1] if remembered else None)
        check_claims(token.claims, requirements, signer.issuer, self._clock())
        return jwt(token)

    def _signer(
        self, token: CompactToken, trusted: Sequence[TrustedKey], known: SigningKey | None
    ) -> TrustedKey:
        for candidate in trusted:
            if candidate.key is known:
                return candidate
        candidates = [each for each in trusted if _may_sign(each.key, token)]
        if not candidates:
            raise TokenRefused("TokenSignatureKeyNotFound", "No signing key matches the token.")
        for candidate in candidates:
            if candidate.key.verifies(token):
                self._remember(token, candidate.key)
                return candidate
        raise TokenRefused("TokenSignatureInvalid", "The token's signature is not valid.")

    def _remember(self, token: CompactToken, key: SigningKey) -> None:
        self._verified[token.text] = (token, key)
        if len(self._verified) > MEMORY:
            self._verified.popitem(last=False)


def _read(text: str) -> CompactToken:
    try:
        return read(text)
    except MalformedToken as error:
        raise TokenRefused("JwtInvalid", f"{str(error).capitalize()}.") from error


def _may_sign(key: SigningKey, token: CompactToken) -> bool:
    return token.key_id is None or key.key_id is None or key.key_id == token.key_id


def check_claims(claims: dict[str, object], required: Requirements, signer: str | None, now: float) -> None:
    """Lifetime, audience, issuer, then required claims."""
    _check_lifetime(claims, required, now)
    if required.audiences and not set(claim_values(claims.get("aud"))) & set(required.audiences):
        raise TokenRefused("TokenAudienceNotAllowed", "The token's audience is not allowed.")
    accepted = list(required.issuers)
    if signer and (required.publisher_accepted or not accepted):
        accepted.append(_of_tenant(signer, claims))
    if accepted and claims.get("iss") not in accepted:
        raise TokenRefused("TokenIssuerNotAllowed", "The token's issuer is not allowed.")
    client = claims.get("azp", claims.get("appid"))
    if required.client_ids and client not in required.client_ids:
        raise TokenRefused("TokenClaimValueNotAllowed", "The token's client application is not allowed.")
    _check_required(claims, required.claims)


def _check_lifetime(claims: dict[str, object], required: Requirements, now: float) -> None:
    expires, starts = _seconds(claims, "exp"), _seconds(claims, "nbf")
    if expires is None and required.expiration:
        raise TokenRefused("JwtInvalid", "The token has no expiration time.")
    if expires is not None and now >= expires + required.clock_skew:
        raise TokenRefused("TokenExpired", "The token has expired.")
    if starts is not None and now < starts - required.clock_skew:
        raise TokenRefused("JwtInvalid", "The token is not valid yet.")


def _seconds(claims: dict[str, object], name: str) -> float | None:
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TokenRefused("JwtInvalid", f"The claim {name} is not a number.")
    return value


def _of_tenant(issuer: str, claims: dict[str, object]) -> str:
    """Entra's multi-tenant configurations name their issuer with a place for the tenant."""
    return issuer.replace("{tenantid}", str(claims.get("tid", "")))


def _check_required(claims: dict[str, object], required: Sequence[RequiredClaim]) -> None:
    missing = [claim.name for claim in required if claims.get(claim.name) is None]
    if missing:
        message = f"JWT token is missing the following claims: {', '.join(missing)}. Access denied."
        raise TokenRefused("TokenClaimNotFound", message)
    for claim in required:
        _check_values(claim, claims[claim.name])


def _check_values(claim: RequiredClaim, value: object) -> None:
    held = claim_values(value)
    if claim.separator:
        held = [part for text in held for part in text.split(claim.separator)]
    matched = [wanted in held for wanted in claim.values]
    if claim.values and not (all(matched) if claim.match_all else any(matched)):
        message = f"Claim {claim.name} value of {','.join(held)} is not allowed. Access denied."
        raise TokenRefused("TokenClaimValueNotAllowed", message)


def claim_values(value: object) -> list[str]:
    """A claim as strings: one for each item of an array."""
    if value is None:
        return []
    return [_claim_text(item) for item in value] if isinstance(value, list) else [_claim_text(value)]


def _claim_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def jwt(token: CompactToken) -> Jwt:
    """The `Jwt` object of policy expressions."""
    claims = token.claims
    return Jwt(
        id=_text(claims.get("jti")),
        algorithm=token.algorithm,
        issuer=_text(claims.get("iss")),
        subject=_text(claims.get("sub")),
        type=_text(token.header.get("typ")),
        audiences=claim_values(claims.get("aud")),
        claims={name: claim_values(value) for name, value in claims.items()},
        expiration_time=_moment(claims.get("exp")),
        not_before=_moment(claims.get("nbf")),
        issued_at=_moment(claims.get("iat")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else None
    except (OverflowError, ValueError, OSError):
        return None
