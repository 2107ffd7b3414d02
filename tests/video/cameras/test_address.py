"""An address is refused with a reason, and shown without its secrets."""

import pytest

from core.errors import AlgomartError
from core.settings import Settings
from video.cameras import address
from video.cameras.errors import CameraUrlInvalid

CITY = address.networks(Settings())


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://10.0.0.7/",
        "rtsps://admin:a%20b@cam-1.city.gov.cn:322/live?channel=1&subtype=0",
        " rtsp://[fd00::7]:8554/a ",
        "rtsp://admin:p\"w'@10.0.0.7/x",
    ],
)
def test_usable_addresses_pass(url: str) -> None:
    assert address.check(url, CITY) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "10.0.0.7:554/live",
        "http://10.0.0.7/",
        "file:///etc/passwd",
        "rtsp:///live",
        "rtsp://admin:secret@/live",
        "rtsp://10.0.0.7:99999/",
        "rtsp://10.0.0.7:0/",
        "rtsp://10.0.0.7:port/",
        "rtsp://[fd00::7/",
        "rtsp://a..b/",
        "rtsp://10.0.0.7/a b",
        "rtsp://10.0.0.7/\r\nX: y",
        "rtsp://user%0d%0aX:secret@10.0.0.7/",
        "rtsp://user:secret%0a@10.0.0.7/",
        'rtsp://us"er:secret@10.0.0.7/',
        "rtsp://***@10.0.0.7/",
        "rtsp://" + "a" * 64 + ".cn/",
        "rtsp://10.0.0.7/" + "a" * 2048,
    ],
)
def test_unusable_addresses_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(CameraUrlInvalid) as refused:
        address.check(url, CITY)
    assert "secret" not in refused.value.message("en")
    assert "地址无效" in refused.value.message("zh")


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1", "address_not_allowed"),
        ("[::1]", "address_not_allowed"),
        ("8.8.8.8", "address_not_allowed"),
        ("[::ffff:127.0.0.1]", "address_not_allowed"),
        ("169.254.169.254", "address_never_allowed"),
        ("2130706433", "host_malformed"),
        ("0x7f.0.0.1", "host_malformed"),
    ],
)
def test_addresses_outside_the_cameras_networks_are_refused_without_the_password(
    host: str, code: str
) -> None:
    with pytest.raises(AlgomartError) as refused:
        address.check(f"rtsp://user:secret@{host}/x", CITY)
    told = refused.value.message("zh") + refused.value.message("en")
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert "secret" not in told
    assert code == "host_malformed" or "ALGOMART_CAMERA_NETWORKS" in told


def test_a_name_is_left_to_the_reader_and_a_listed_network_lets_in() -> None:
    assert address.check("rtsp://localhost/x", CITY)
    assert address.check(
        "rtsp://127.0.0.1/", address.networks(Settings(camera_networks="127.0.0.1"))
    )
