"""Networks as operators write them; a wrong one stops the start."""

import pytest
from pydantic import ValidationError

from core.net.networks import parse_address, parse_networks
from core.settings import Settings

SETTINGS = ("admin_networks", "camera_networks", "outbound_networks", "trusted_proxies")


def test_networks_and_single_addresses_are_read_and_blanks_mean_nothing() -> None:
    found = parse_networks(" 10.0.0.0/8, fd00::/8,,192.0.2.7 ")
    assert [str(network) for network in found] == ["10.0.0.0/8", "fd00::/8", "192.0.2.7/32"]
    assert parse_networks("") == ()


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("wrong", ["everything", "10.0.0.1/8", "10.0.0.0/33", "*", "10.0.0"])
def test_a_wrong_network_stops_the_start_and_is_named(setting: str, wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({setting: f"192.168.0.0/16,{wrong}"})
    (fault,) = refused.value.errors()
    assert fault["loc"] == (setting,)
    assert f"“{wrong}”" in fault["msg"]


def test_ipv4_inside_ipv6_is_the_ipv4_address_it_is() -> None:
    assert str(parse_address("::ffff:127.0.0.1")) == "127.0.0.1"
    assert str(parse_address("::1")) == "::1"
