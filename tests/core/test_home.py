"""The home folder: held by one, readable by its owner, refused with a reason."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.home import Home, HomeTaken, HomeUnusable, StorageFull, prepare, write_private
from tests.core.conftest import no_file_above


def test_the_folder_is_made_and_others_may_not_read_it(tmp_path: Path) -> None:
    with Home.open(tmp_path / "a" / "home") as home:
        assert home.path.is_dir()
        assert home.path.stat().st_mode & 0o066 == 0


def test_a_second_product_on_one_home_is_told_who_holds_it(tmp_path: Path) -> None:
    with Home.open(tmp_path), pytest.raises(HomeTaken, match=str(os.getpid())):
        Home.open(tmp_path)
    Home.open(tmp_path).close()


def test_a_killed_product_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from core.home import *; Home.open(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert done.returncode == -9
    Home.open(tmp_path).close()


def test_a_child_does_not_inherit_the_hold(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    with subprocess.Popen(["sleep", "60"]) as child:
        home.close()
        Home.open(tmp_path).close()  # would raise HomeTaken
        assert child.poll() is None
        child.kill()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match="file/home"):
        prepare(tmp_path / "file" / "home")


def test_a_read_only_folder_is_named() -> None:
    with pytest.raises(HomeUnusable, match="ALGOMART_HOME"):
        prepare(Path("/proc/self"))


def test_a_folder_that_others_may_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(HomeUnusable, match="chmod go-w"):
        prepare(tmp_path)


def test_an_existing_folder_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    prepare(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["kept"]


def test_a_private_file_is_for_its_owner_alone_and_replaces_the_old_one(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        write_private(tmp_path / "secret", content)
    assert (tmp_path / "secret").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 1


def test_on_a_full_disk_nothing_half_written_stays(tmp_path: Path) -> None:
    with no_file_above(2000), pytest.raises(StorageFull, match="Free some space"):
        write_private(tmp_path / "big", b"x" * 10_000)
    assert list(tmp_path.iterdir()) == []


def test_a_home_on_a_full_disk_is_refused(tmp_path: Path) -> None:
    with no_file_above(2000), pytest.raises(HomeUnusable, match="No space left"):
        prepare(tmp_path)
