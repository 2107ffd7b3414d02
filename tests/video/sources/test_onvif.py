"""Looking up a device's streams, against a real small device and against hostile ones."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.clock import SystemClock
from core.net.errors import AddressNotAllowed
from core.settings import Settings
from tests.video.readers.answering import closed_port
from tests.video.sources import onvif_device
from tests.video.sources.onvif_device import PASSWORD, USER, Device
from video.cameras.address import networks
from video.sources.onvif import device as asking
from video.sources.onvif import discovery
from video.sources.onvif.device import Account, LookupFailed
from video.sources.onvif.device import Device as Found
from video.sources.onvif.lookup import look_up

ALLOWED = networks(Settings(camera_networks="127.0.0.0/8"))


@pytest.fixture
def device() -> Iterator[Device]:
    with onvif_device.running() as running:
        yield running


def _look(device: Device, password: str = PASSWORD) -> Found:
    account = Account(USER, password)
    return look_up("127.0.0.1", device.port, account, ALLOWED, SystemClock())


def _refusal(device: Device, password: str = PASSWORD) -> str:
    with pytest.raises(LookupFailed) as refused:
        _look(device, password)
    return refused.value.reason


def test_a_device_tells_its_streams_the_largest_first(device: Device) -> None:
    found = _look(device)
    assert (found.manufacturer, found.model) == ("Ma&ker", "M1")
    main, sub = found.profiles
    assert (main.name, main.role, main.codec) == ("Main", "main", "H264")
    assert (main.width, main.height, main.fps) == (2560, 1440, 25)
    assert (sub.token, sub.role, sub.width) == ("sub&1", "sub", 640)
    assert sub.url == (
        "rtsp://admin:dev%26ice-%3Cs3cret%3E@127.0.0.1:8554"
        "/Streaming/Channels/102?profile=102&unicast=true"
    )
    assert sub.snapshot_url == "http://127.0.0.1/snap?token=sub&1"


@pytest.mark.parametrize("hours", [-9, 30_000])
def test_the_token_goes_by_the_devices_clock(device: Device, hours: int) -> None:
    device.clock_off = timedelta(hours=hours)
    assert len(_look(device).profiles) == 2
    assert device.asked[0] == "GetSystemDateAndTime"


def test_the_password_itself_is_never_sent(device: Device) -> None:
    _look(device)
    assert len(device.bodies) == 8
    assert not any(b"s3cret" in body for body in device.bodies)


def test_a_wrong_password_is_told_of(device: Device) -> None:
    assert _refusal(device, "wrong") == "bad_credentials"


def test_an_older_device_without_services_or_snapshots_is_understood(device: Device) -> None:
    device.knows_services = device.gives_snapshots = False
    found = _look(device)
    assert [profile.snapshot_url for profile in found.profiles] == ["", ""]
    assert "GetCapabilities" in device.asked


def test_whatever_host_a_device_names_only_the_asked_one_is_contacted(device: Device) -> None:
    device.host = "169.254.169.254"
    found = _look(device)
    assert {profile.url.rpartition("@")[2].partition("/")[0] for profile in found.profiles} == {
        "127.0.0.1:8554"
    }


def test_a_redirection_is_not_followed(device: Device) -> None:
    with onvif_device.running() as other:
        device.redirect = f"http://127.0.0.1:{other.port}/onvif/device_service"
        assert _refusal(device) == "not_onvif"
        assert other.asked == []


_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
)


@pytest.mark.parametrize(
    "raw",
    [
        _BOMB + b"]><a>&j;</a>",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<a>" * 60_000 + b"</a>" * 60_000,
        b"<html>hello</html>",
        b"not xml",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
    ],
    ids=["bomb", "external", "deep", "html", "text", "bytes", "encoding"],
)
def test_what_is_no_soap_is_told_of_and_never_expanded(device: Device, raw: bytes) -> None:
    device.raw = raw
    assert _refusal(device) in ("not_onvif", "broken_answer")


def test_an_answer_without_an_end_is_cut_off(device: Device) -> None:
    device.endless = True
    assert _refusal(device) == "broken_answer"


def test_nobody_there_is_told_of() -> None:
    gone = Device(port=closed_port())
    assert _refusal(gone) == "unreachable"


def test_a_look_up_that_takes_too_long_ends(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LOOKUP_S", -1.0)
    assert _refusal(device) == "no_answer"
    assert device.asked == []


def test_an_address_outside_the_cameras_networks_is_not_contacted(device: Device) -> None:
    with pytest.raises(AddressNotAllowed):
        look_up(
            "127.0.0.1", device.port, Account(USER, PASSWORD), networks(Settings()), SystemClock()
        )
    assert device.asked == []


def test_without_a_port_the_device_is_asked_where_its_service_is(device: Device) -> None:
    with onvif_device.discoverable(device) as port:
        account = Account(USER, PASSWORD)
        found = look_up("127.0.0.1", None, account, ALLOWED, SystemClock(), discovery_port=port)
    assert len(found.profiles) == 2


def test_who_answers_a_probe_is_found_at_the_address_it_answers_from(device: Device) -> None:
    with onvif_device.discoverable(device) as port:
        (match,) = discovery.search(("127.0.0.1", port), ALLOWED, 0.5)
    assert match.url == f"http://127.0.0.1:{device.port}/onvif/device_service"
    assert (match.address, match.name, match.hardware) == ("127.0.0.1", "East gate", "M1")


def test_answers_to_others_and_from_elsewhere_are_dropped(device: Device) -> None:
    with onvif_device.discoverable(device, relates_to="urn:uuid:another") as port:
        assert discovery.search(("127.0.0.1", port), ALLOWED, 0.3) == []
    with onvif_device.discoverable(device) as port:
        assert discovery.search(("127.0.0.1", port), networks(Settings()), 0.3) == []
