"""Secrets: closed to everybody without the key, and bound to their place."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.home import Lock
from core.secrets import (
    KeyFileUnusable,
    KeyMissing,
    Keyring,
    KeysBusy,
    KeysFromSetting,
    KeysSettingInvalid,
    KeyUnknown,
    UnsealFailed,
)

ONE, TWO = (b64encode(sign * 32).decode() for sign in (b"1", b"2"))


def test_a_secret_opens_for_its_context(keyring: Keyring) -> None:
    sealed = keyring.seal("rtsp://admin:密码@10.0.0.1", context="camera:1")
    assert keyring.unseal(sealed, context="camera:1") == "rtsp://admin:密码@10.0.0.1"


def test_a_secret_does_not_open_for_another_context(keyring: Keyring) -> None:
    sealed = keyring.seal("secret", context="camera:1")
    with pytest.raises(UnsealFailed, match="camera:2"):
        keyring.unseal(sealed, context="camera:2")


def test_the_same_secret_is_sealed_differently_each_time(keyring: Keyring) -> None:
    assert keyring.seal("x", context="c") != keyring.seal("x", context="c")


def test_a_changed_secret_does_not_open_whatever_byte_was_changed(keyring: Keyring) -> None:
    sealed = keyring.seal("secret", context="c")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(UnsealFailed):
            keyring.unseal(bytes(changed), context="c")


@pytest.mark.parametrize("length", [0, 1, 5, 17, 32])
def test_a_truncated_secret_does_not_open(keyring: Keyring, length: int) -> None:
    with pytest.raises(UnsealFailed):
        keyring.unseal(keyring.seal("secret", context="c")[:length], context="c")


def test_another_start_reads_the_same_keys(tmp_path: Path) -> None:
    sealed = Keyring.open(tmp_path).seal("secret", context="c")
    assert Keyring.open(tmp_path).unseal(sealed, context="c") == "secret"


def test_another_installation_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    sealed = Keyring.open(tmp_path / "a").seal("secret", context="c")
    with pytest.raises(UnsealFailed):
        Keyring.open(tmp_path / "b").unseal(sealed, context="c")


def test_after_a_rotation_old_secrets_still_open() -> None:
    old = Keyring(current=1, keys={1: b"1" * 32})
    new = Keyring(current=2, keys={1: b"1" * 32, 2: b"2" * 32})
    assert new.unseal(old.seal("secret", context="c"), context="c") == "secret"
    with pytest.raises(UnsealFailed):
        old.unseal(new.seal("secret", context="c"), context="c")


def test_the_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    Keyring.open(tmp_path)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    with pytest.raises(KeyFileUnusable, match="chmod 600"):
        Keyring.open(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": 1, "keys": {"1": "short"}}'])
def test_a_broken_key_file_stops_the_start_and_is_kept(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.touch(mode=0o600)
    file.write_text(content)
    with pytest.raises(KeyFileUnusable, match=r"keys\.json"):
        Keyring.open(tmp_path)
    assert file.read_text() == content


def test_keys_do_not_show_in_logs(keyring: Keyring) -> None:
    assert "keys" not in repr(keyring)


def test_each_purpose_and_each_key_has_bytes_of_its_own() -> None:
    old = Keyring(current=1, keys={1: b"1" * 32})
    new = Keyring(current=2, keys={1: b"1" * 32, 2: b"2" * 32})
    assert new.derive("audit", 1) == old.derive("audit") != new.derive("audit")
    assert len({new.derive("audit"), new.derive("other"), new.keys[2]}) == 3
    assert len(new.derive("audit")) == 32


def test_a_key_that_is_gone_is_named() -> None:
    with pytest.raises(KeyMissing, match="3"):
        Keyring(current=1, keys={1: b"1" * 32}).derive("audit", 3)


def test_keys_of_the_setting_are_used_and_no_file_is_made(tmp_path: Path) -> None:
    before = Keyring.open(tmp_path, SecretStr(f"1:{ONE}"))
    after = Keyring.open(tmp_path, SecretStr(f"2:{TWO}, 1:{ONE}"))
    assert after.current == 2
    assert after.unseal(before.seal("secret", context="c"), context="c") == "secret"
    with pytest.raises(KeyUnknown, match="ALGOMART_KEYS and restart"):
        before.unseal(after.seal("secret", context="c"), context="c")
    with pytest.raises(KeysFromSetting):
        after.begin_rotation()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "place", "fault"),
    [
        ("", 1, "a number and a colon"),
        (ONE, 1, "a number and a colon"),
        (f"0:{ONE}", 1, "a number and a colon"),
        (f"1:{ONE},", 2, "a number and a colon"),
        (f"99999999999999999999:{ONE}", 1, "a number and a colon"),
        ("1:geheim", 1, "base64 of 32 bytes"),
        (f"1:{ONE}%", 1, "base64 of 32 bytes"),
        (f"1:{ONE},2:{TWO}", 2, "lower than"),
        (f"2:{ONE},2:{TWO}", 2, "lower than"),
    ],
)
def test_a_wrong_setting_is_explained_without_being_shown(
    tmp_path: Path, setting: str, place: int, fault: str
) -> None:
    with pytest.raises(KeysSettingInvalid, match=fault) as refused:
        Keyring.open(tmp_path, SecretStr(setting))
    said = "".join(refused.value.message(language) for language in ("zh", "en"))
    assert f"Entry {place} " in said
    assert ONE not in said
    assert "geheim" not in said
    assert refused.value.__cause__ is None


def test_a_running_process_follows_a_rotation(tmp_path: Path) -> None:
    running, other = Keyring.open(tmp_path), Keyring.open(tmp_path)
    before = running.seal("before", context="c")
    running.begin_rotation()
    assert running.current == 2
    assert other.unseal(running.seal("secret", context="c"), context="c") == "secret"
    third = Keyring.open(tmp_path)
    running.end_rotation()
    running.begin_rotation()
    assert third.seal("after", context="c")[:5] == b"\x01\0\0\0\3"
    assert third.unseal(before, context="c") == "before"
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_a_rotation_is_known_to_be_under_way_until_it_has_ended(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path)
    assert not keyring.moving
    keyring.begin_rotation()
    assert Keyring.open(tmp_path).moving
    keyring.end_rotation()
    assert not Keyring.open(tmp_path).moving


def test_two_processes_do_not_change_the_keys_at_once(tmp_path: Path) -> None:
    keyring, lock = Keyring.open(tmp_path), Lock(tmp_path / "keys.lock")
    assert lock.take()
    try:
        with pytest.raises(KeysBusy):
            keyring.begin_rotation()
    finally:
        lock.release()


def test_a_key_file_that_went_away_leaves_a_running_process_its_keys(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path)
    sealed = keyring.seal("secret", context="c")
    (tmp_path / "keys.json").unlink()
    assert keyring.unseal(keyring.seal("more", context="c"), context="c") == "more"
    assert keyring.unseal(sealed, context="c") == "secret"
    with pytest.raises(KeyUnknown, match="key 9"):
        keyring.unseal(b"\x01\0\0\0\x09" + sealed[5:], context="c")
