"""Every way a request outside fails has words wherever it is shown."""

import httpx
import pytest

from cases.sinks.reasons import REASONS as SINKS
from core.net.errors import AddressNeverAllowed, AnswerTooLarge, HostMalformed, HostUnknown
from core.net.failures import FAILURES, failure_of
from video.sources.reasons import REASONS as SOURCES


def test_every_code_has_words_for_receivers_and_for_sources() -> None:
    assert SINKS.keys() >= FAILURES
    assert SOURCES.keys() >= FAILURES


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HostUnknown(host="a"), "host_unknown"),
        (HostMalformed(host="a"), "url_unusable"),
        (AddressNeverAllowed(address="a", setting="b"), "address_not_allowed"),
        (AnswerTooLarge(limit=1), "broken_answer"),
        (httpx.ReadTimeout("late"), "no_answer"),
        (httpx.ConnectError("nobody"), "unreachable"),
        (httpx.RemoteProtocolError("odd"), "broken_answer"),
        (ValueError("ours"), "failed"),
    ],
)
def test_an_error_is_one_of_the_codes(error: Exception, code: str) -> None:
    assert failure_of(error) == code
    assert code in FAILURES
