"""What is written is masked, whatever it was handed over as."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.log import configure, get_logger

URL = "rtsp://admin:geheim@10.0.0.7/x"
Written = Callable[[], dict[str, Any]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Return the one record that was written."""
    pipe = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", pipe)
        configure("INFO", "json")
    yield lambda: json.loads(pipe.getvalue())
    configure("INFO", "json")


class Opened:
    """Something whose words hold an address."""

    def __str__(self) -> str:
        return f"opened {URL}"


@pytest.mark.parametrize(
    "value",
    [URL, {"url": URL}, [URL], ({"deep": [URL]},), ValueError(URL), Opened(), URL.encode(), {URL}],
    ids=str,
)
def test_an_address_loses_its_credentials_in_any_value(value: object, written: Written) -> None:
    get_logger("t").info("opened", what=value)
    line = written()
    assert "10.0.0.7" in str(line)
    assert "geheim" not in str(line)


@pytest.mark.parametrize(
    "name", ["password", "new_password", "api_token", "client_secret", "cookie", "totp_code"]
)
def test_what_is_called_a_secret_is_hidden(name: str, written: Written) -> None:
    get_logger("t").info("came", **{name: "geheim"}, told={name: "geheim"})
    assert (written()[name], written()["told"]) == ("***", {name: "***"})


def test_a_traceback_and_another_library_s_words_are_masked(written: Written) -> None:
    try:
        raise ValueError(URL)
    except ValueError:
        logging.getLogger("some.library").exception("could not open %s", URL)
    line = written()
    assert "ValueError" in line["exception"]
    assert "geheim" not in json.dumps(line)


def test_plain_values_stay_what_they_are(written: Written) -> None:
    get_logger("t").info("counted", frames=3, rate=0.5, fresh=True, nothing=None, size=[1, 2])
    line = written()
    shown = [line[name] for name in ("frames", "rate", "fresh", "nothing", "size")]
    assert shown == [3, 0.5, True, None, [1, 2]]
