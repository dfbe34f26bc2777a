"""The keys that sign tokens, newest first; kept in one file so that tokens survive a restart."""

import json
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization, RSAKey

from local.identity.damage import StateDamaged
from local.private_file import write_private

ALGORITHM = "RS256"


class SigningKeys:
    def __init__(self, path: Path) -> None:
        self._path = path
        if path.exists():
            self.accepted = _read(path)
        else:
            self.accepted = KeySet([])
            self.rotate()

    def rotate(self, *, retire: bool = False) -> str:
        """Sign with a new key from now on (its id is returned); `retire` forgets the older ones."""
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        self.accepted = KeySet([key] if retire else [key, *self.accepted.keys])
        write_private(self._path, json.dumps(self.accepted.as_dict(private=True)).encode())
        return str(key.kid)

    def sign(self, claims: dict[str, Any]) -> str:
        newest = self.accepted.keys[0]
        return jwt.encode({"typ": "JWT", "alg": ALGORITHM, "kid": newest.kid}, claims, newest, [ALGORITHM])

    def published(self) -> KeySetSerialization:
        return self.accepted.as_dict(private=False)


def _read(path: Path) -> KeySet:
    try:
        return KeySet.import_key_set(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, JoseError) as error:
        raise StateDamaged(path) from error
