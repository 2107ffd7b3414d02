"""The home folder: held by one running product, its secrets readable by their owner alone."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import Misconfigured, Unavailable
from core.ids import uuid7
from core.text import Text

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class HomeUnusable(Misconfigured):
    """The home folder cannot be made, entered or written."""

    code = "home_unusable"
    detail = Text(
        "无法使用数据目录 {path}：{reason}。请修正权限或释放磁盘空间，"
        "或用 ALGOMART_HOME 指定其他目录。",
        "The home folder {path} cannot be used: {reason}. Mend its permissions or free some disk, "
        "or name another folder in ALGOMART_HOME.",
    )


class HomeTaken(Misconfigured):
    """Another running product holds the home folder."""

    code = "home_taken"
    detail = Text(
        "数据目录 {path} 正被另一个 algomart（进程 {pid}）使用。请先停止它，"
        "或用 ALGOMART_HOME 指定其他目录。",
        "The home folder {path} is in use by another algomart (process {pid}). Stop that one first, "
        "or name another folder in ALGOMART_HOME.",
    )


class StorageFull(Unavailable):
    """The disk, or the quota on it, is full."""

    code = "storage_full"
    detail = Text(
        "写入 {path} 失败：磁盘空间不足。请释放空间后重试。",
        "Writing to {path} failed: the disk is full. Free some space, then try again.",
    )


class SecretFileUnusable(Misconfigured):
    """A file with a secret is missing, or others may read it."""

    code = "secret_file_unusable"
    detail = Text(
        "{setting} 所指文件 {path} 不可用：{reason}。",
        "The file {path} of {setting} cannot be used: {reason}.",
    )


class Lock:
    """An advisory lock on a file; the kernel releases it when the holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock and write our process id into the file; False when another holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    @property
    def held(self) -> bool:
        """Whether we hold it."""
        return self._descriptor is not None

    def holder(self) -> str:
        """Return the process id the holder wrote."""
        return self.path.read_text() or "?"

    def release(self) -> None:
        """Give the lock back; the file stays."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Home:
    """The home folder while this process holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock(path / "lock")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Make, check and hold the folder; say clearly why not when that fails."""
        home = cls(prepare(path))
        take(home._lock, path)
        return home

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def take(lock: Lock, home: Path) -> None:
    """Take a lock inside the home folder or raise `HomeTaken`."""
    try:
        taken = lock.take()
    except OSError as error:
        raise HomeUnusable(path=home, reason=error.strerror) from error
    if not taken:
        raise HomeTaken(path=home, pid=lock.holder())


def prepare(path: Path) -> Path:
    """Make the folder if it is missing, and prove that it can be written and others cannot write it."""
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        _check_mode(path)
        probe = path / f".probe-{uuid7()}"
        try:
            write_private(probe, b"\0" * 4096)
        finally:
            probe.unlink(missing_ok=True)
    except StorageFull as error:
        raise HomeUnusable(path=path, reason="No space left on device") from error
    except OSError as error:
        raise HomeUnusable(path=path, reason=error.strerror) from error
    return path


def _check_mode(path: Path) -> None:
    mode = path.stat().st_mode & 0o7777
    if mode & 0o022:
        raise HomeUnusable(path=path, reason=f"mode {mode:o} lets others write in it (chmod go-w)")
    if os.geteuid() == 0 and not mode & 0o001:
        path.chmod(mode | 0o011)  # PostgreSQL refuses to run as root and must pass through


def write_private(path: Path, data: bytes) -> None:
    """Write a file readable by its owner alone, whole or not at all, and on the disk when this returns."""
    partial = path.with_name(f".{path.name}.{uuid7()}")
    try:
        with telling_full(path.parent):
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def telling_full(path: Path) -> Iterator[None]:
    """Turn what the system says of a full disk, or quota, into `StorageFull`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(path=path) from error
        raise


def read_private(path: Path, setting: str) -> str:
    """Return the text of a secret's file, once it is certain that its owner alone can read it."""
    try:
        with path.open() as file:
            status = os.fstat(file.fileno())
            if status.st_mode & 0o077:
                reason = Text("他人可读（请执行 chmod 600）", "others may read it (chmod 600)")
            elif status.st_uid not in (0, os.geteuid()):
                reason = Text("不属于运行本程序的账户", "it belongs to another account")
            else:
                return file.read()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not a text"
        raise SecretFileUnusable(path=path, setting=setting, reason=said) from None
    raise SecretFileUnusable(path=path, setting=setting, reason=reason)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
