"""Who may watch: Digest authentication (RFC 2617) with a nonce per connection."""

import hmac
import secrets
from dataclasses import dataclass, field

from video import digest
from video.simulator.message import Request

REALM = "algomart"


@dataclass
class Account:
    """The one user of the simulated cameras; an empty name lets everybody in."""

    user: str
    password: str = field(repr=False)


@dataclass
class Gate:
    """Checks the requests of one connection against the account."""

    account: Account
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    def admits(self, request: Request) -> bool:
        """Say whether the request carries the right response to this connection's challenge."""
        if not self.account.user:
            return True
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        given = digest.parameters(rest)
        if scheme.lower() != "digest" or given.get("algorithm", "MD5").upper() != "MD5":
            return False
        challenge = {**given, "realm": REALM, "nonce": self.nonce}
        user, password = self.account.user, self.account.password
        expected = digest.response(user, password, request.method, request.uri, challenge)
        pairs = [
            (given.get("username", ""), user),
            (given.get("nonce", ""), self.nonce),
            (given.get("uri", ""), request.uri),
            (given.get("response", ""), expected),
        ]
        return all([hmac.compare_digest(a.encode(), b.encode()) for a, b in pairs])

    def challenge(self, request: Request) -> str:
        """Return the `WWW-Authenticate` value; a foreign nonce is called stale."""
        given = digest.parameters(request.headers.get("authorization", "")).get("nonce", "")
        stale = ', stale="true"' if given and given != self.nonce else ""
        return f'Digest realm="{REALM}", nonce="{self.nonce}", qop="auth", algorithm="MD5"{stale}'
