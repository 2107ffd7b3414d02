"""A package folder is read whole or refused with the name of what is wrong."""

import os
from pathlib import Path

import pytest

from algorithms.contract.errors import ManifestRefused
from core.blobs import FolderBlobs
from registry.packages import reader
from registry.packages.errors import NotServed, PackageInvalid, PackageTooLarge
from registry.packages.reader import read
from tests.registry import goods


def test_a_package_becomes_blobs_and_one_digest(folder: Path, blobs: FolderBlobs) -> None:
    package = read(folder, blobs)
    assert package.manifest.id == "fire"
    assert package.readme == "# 火情 Fire\n"
    assert blobs.get(package.model_digest) == goods.model()
    assert set(package.files) == {
        "README.md",
        "algorithm.yaml",
        "fire.onnx",
        "samples/bright.json",
        "samples/bright.png",
    }
    assert package.size == sum((folder / name).stat().st_size for name in package.files)
    assert read(folder, blobs).digest == package.digest


def test_any_changed_byte_is_another_digest(folder: Path, blobs: FolderBlobs) -> None:
    before = read(folder, blobs).digest
    (folder / "README.md").write_text("# Fire!\n")
    assert read(folder, blobs).digest != before


def test_files_the_manifest_does_not_name_stay_out(folder: Path, blobs: FolderBlobs) -> None:
    before = read(folder, blobs).digest
    (folder / "recipe.py").write_text("print('hello')")
    assert read(folder, blobs).digest == before


def test_a_missing_model_is_named(folder: Path, blobs: FolderBlobs) -> None:
    (folder / "fire.onnx").unlink()
    with pytest.raises(ManifestRefused, match=r"fire\.onnx"):
        read(folder, blobs)


def test_a_link_out_of_the_package_is_refused(folder: Path, blobs: FolderBlobs) -> None:
    (folder / "fire.onnx").unlink()
    (folder / "fire.onnx").symlink_to("/etc/hostname")
    with pytest.raises(PackageInvalid, match="link out of the package"):
        read(folder, blobs)


def test_a_file_over_its_limit_is_refused_unread(folder: Path, blobs: FolderBlobs) -> None:
    os.truncate(folder / "fire.onnx", 301 << 20)
    with pytest.raises(PackageTooLarge, match=r"fire\.onnx is 301 MB, over the limit of 300 MB"):
        read(folder, blobs)


def test_a_package_over_the_whole_limit_is_refused(
    folder: Path, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_TOTAL_LIMIT", 1000)
    with pytest.raises(PackageTooLarge, match="package"):
        read(folder, blobs)


def test_a_readme_that_is_no_text_is_refused(folder: Path, blobs: FolderBlobs) -> None:
    (folder / "README.md").write_bytes(b"\xff\xfe")
    with pytest.raises(PackageInvalid, match="UTF-8"):
        read(folder, blobs)


def test_two_models_are_not_served_yet(tmp_path: Path, blobs: FolderBlobs) -> None:
    described = goods.manifest()
    model = described["stages"][0]
    described["stages"] = [model, {"kind": "crop", "labels": ["fire"]}, model]
    package = read(goods.write(tmp_path / "two", described=described), blobs)
    with pytest.raises(NotServed, match="2 model stages"):
        _ = package.stage
