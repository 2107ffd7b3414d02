"""A sink with its secrets opened, for the moment of a sending."""

from cases.sinks.kind import Destination
from cases.sinks.model import Sink
from cases.sinks.service import secret_context, sign_context
from core.secrets import Keyring


def opened(sink: Sink, keyring: Keyring) -> Destination:
    """Return where a sink's messages go; raises `UnsealFailed`."""
    secret = (
        keyring.unseal(sink.sealed_secret, context=secret_context(sink.id))
        if sink.sealed_secret
        else ""
    )
    sealed = sink.sealed_sign_secret
    sign = keyring.unseal(sealed, context=sign_context(sink.id)) if sealed else ""
    return Destination(sink.url, secret, sign, sink.options, sink.agreed_at is not None)
