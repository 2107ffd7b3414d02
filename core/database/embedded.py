"""A real PostgreSQL inside the home folder, for an installation that brings none of its own.

It listens on a UNIX socket only and asks everybody for a password (scram-sha-256). It runs in a session
of its own: Ctrl-C reaches the product first, and a killed product leaves it running for the next start
to adopt.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg
from psycopg import sql

from core.database.binaries import MAJOR, account_for, programs, require_reach
from core.database.errors import DatabaseStartFailed, DatabaseVersion
from core.home import Lock, prepare, take, write_private
from core.log import get_logger

log = get_logger(__name__)

ROLE = DATABASE = "algomart"
_SUPERUSER = "postgres"
_SOCKET_MAX = 107 - len("/.s.PGSQL.5432.lock")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_OPTIONS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}


class Embedded:
    """One PostgreSQL under `<home>/postgres`; `start` returns its URL, `stop` leaves nothing running."""

    def __init__(self, home: Path, options: Mapping[str, str] | None = None) -> None:
        self.home = home.expanduser().absolute()
        self._options = {**_OPTIONS, **(options or {})}
        self._root = self.home / "postgres"
        self._data = self._root / "data"
        self._log = self._root / "log"
        self._password_file = self.home / "postgres.password"
        self._lock = Lock(self.home / "postgres.lock")
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it, or adopt the one that a killed run left, and return the URL of the database."""
        prepare(self.home)
        take(self._lock, self.home)
        try:
            self._account = account_for(self._data)
            self._bin = programs(self._account, self.home / f"postgresql-{MAJOR}")
            self._make_folders()
            self._initialise()
            self._rise()
            self._ensure_database()
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """Stop it, however it was started, and let go of the folder; nothing unless we hold that."""
        if not self._lock.held:
            return
        self._halt()
        if self._socket_folder.parent == Path("/tmp"):  # nosec B108  # noqa: S108 - see _socket_folder
            shutil.rmtree(self._socket_folder, ignore_errors=True)
        self._lock.release()

    def restart(self) -> None:
        """Stop and start it again under the same URL."""
        self._halt()
        self._rise()

    def ensure_running(self) -> None:
        """Start it again if it died under us; whoever uses it reconnects."""
        if _server(self._data) is None:
            log.warning("the database ended, starting it again")
            self.restart()

    @property
    def url(self) -> str:
        """The URL of the database for its unprivileged owner."""
        return self._url(ROLE, DATABASE)

    @property
    def pid(self) -> int | None:
        """The process id of the running server."""
        left = _server(self._data)
        return left.pid if left else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _url(self, role: str, database: str) -> str:
        password = self._password_file.read_text()
        return f"postgresql://{role}:{password}@/{database}?host={self._socket_folder}"

    @property
    def _socket_folder(self) -> Path:
        """A socket's path is limited to 107 bytes: a deep home gets a private folder in /tmp instead."""
        near = self._root / "socket"
        if len(os.fsencode(near)) <= _SOCKET_MAX:
            return near
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"algomart-{name}"  # nosec B108  # noqa: S108 - made 0700 and its owner checked

    def _make_folders(self) -> None:
        for folder in (self._root, self._socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.lstat().st_uid == os.geteuid():
                os.chown(folder, self._account.uid, self._account.gid)
            owner = folder.lstat().st_uid
            if folder.is_symlink() or owner != self._account.uid:
                reason = f"{folder} belongs to uid {owner}, not to {self._account.name}"
                raise DatabaseStartFailed(reason=reason, log=self._log)
        require_reach(self._root, self._account)

    def _initialise(self) -> None:
        """Make the cluster in a folder beside and rename it, so that a half-made one is never used."""
        version = self._data / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR:
                raise DatabaseVersion(found=found, needed=MAJOR)
            if not self._password_file.exists():
                reason = f"{self._password_file} is missing; restore it from a backup"
                raise DatabaseStartFailed(reason=reason, log=self._log)
            return
        password = secrets.token_urlsafe(32)
        fresh = self._root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._initdb(fresh, password)
        write_private(self._password_file, password.encode())
        fresh.rename(self._data)

    def _initdb(self, fresh: Path, password: str) -> None:
        secret = self._root / "initial"
        write_private(secret, password.encode())
        os.chown(secret, self._account.uid, self._account.gid)
        command: list[str | Path] = [
            self._bin / "initdb",
            "-D",
            fresh,
            "-U",
            _SUPERUSER,
            f"--pwfile={secret}",
        ]
        command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--no-sync"] if self._options.get("fsync") == "off" else []
        try:
            self._finish(self._spawn(command, subprocess.PIPE))
        finally:
            secret.unlink(missing_ok=True)

    def _finish(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the process; if we are interrupted, nothing of its session goes on."""
        try:
            output, _ = process.communicate()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        if process.returncode != 0:
            words = output.decode(errors="replace")
            self._log.write_text(words)
            raise DatabaseStartFailed(reason=_last_words(words), log=self._log)

    def _spawn(self, command: list[str | Path], output: int) -> subprocess.Popen[bytes]:
        change = self._account.foreign
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
                umask=0o077,
                user=self._account.uid if change else None,
                group=self._account.gid if change else None,
                extra_groups=[] if change else None,
            )
        except OSError as error:
            raise DatabaseStartFailed(reason=str(error), log=self._log) from error

    def _rise(self) -> None:
        if not self._adopt():
            self._launch()
        self._await_ready()

    def _adopt(self) -> bool:
        """Take over a healthy server; sweep away what is left of a dead one, so that a start is safe."""
        server = _server(self._data)
        if server is not None and _socket_folder_of(self._data) == self._socket_folder:
            log.info("adopted the database a killed run left", pid=server.pid)
            return True
        for process in _processes(self._data):
            _end(process, signal.SIGQUIT)
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self._socket_folder.iterdir():
            leftover.unlink()
        return False

    def _launch(self) -> None:
        command: list[str | Path] = [self._bin / "postgres", "-D", self._data]
        command += ["-k", self._socket_folder]
        for name, value in self._options.items():
            command += ["-c", f"{name}={value}"]
        output = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            self._child = self._spawn(command, output)
        finally:
            os.close(output)

    def _await_ready(self) -> None:
        """Wait as long as the server lives: recovery after a crash takes the time it takes."""
        while _status(self._data) != "ready":
            if self._child is not None and self._child.poll() is not None:
                words = self._log.read_text(errors="replace")
                raise DatabaseStartFailed(reason=_last_words(words), log=self._log)
            if self._child is None and _server(self._data) is None:
                self._launch()  # the adopted one was on its way down
            time.sleep(0.01)

    def _ensure_database(self) -> None:
        password = self._password_file.read_text()
        with psycopg.connect(self._url(_SUPERUSER, "postgres"), autocommit=True) as connection:
            if _absent(connection, "select 1 from pg_roles where rolname = %s", ROLE):
                create = sql.SQL("create role {} login createdb password {}")
                connection.execute(create.format(sql.Identifier(ROLE), sql.Literal(password)))
            if _absent(connection, "select 1 from pg_database where datname = %s", DATABASE):
                create = sql.SQL("create database {} owner {}")
                names = (sql.Identifier(DATABASE), sql.Identifier(ROLE))
                connection.execute(create.format(*names))

    def _halt(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                _end(psutil.Process(child.pid), signal.SIGINT)
            child.wait()
        server = _server(self._data)
        if server is not None:
            _end(server, signal.SIGINT)
        for process in _processes(self._data):
            _end(process, signal.SIGQUIT)


def _absent(connection: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return connection.execute(query.encode(), (name,)).fetchone() is None


def _end(process: psutil.Process, gentle: signal.Signals) -> None:
    """Ask a process to end, then make it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for order, patience_s in ((gentle, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            process.send_signal(order)
            if _gone(process, patience_s):
                return


def _gone(process: psutil.Process, patience_s: float) -> bool:
    """Wait for the end of a process; one that nobody buries (a container without init) has ended too."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


def _processes(data: Path) -> Iterator[psutil.Process]:
    """Yield every living process that works inside the data folder, as PostgreSQL's all do."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name() == "postgres" and process.cwd() == str(data.resolve()):
                yield process


def _server(data: Path) -> psutil.Process | None:
    """Return the living server of the folder; a recycled process id in a stale file is none."""
    lines = _lines(data)
    with contextlib.suppress(psutil.Error, IndexError, ValueError):
        process = psutil.Process(int(lines[0]))
        if process.name() == "postgres" and process.cwd() == str(data.resolve()):
            return process
    return None


def _status(data: Path) -> str:
    lines = _lines(data)
    return lines[7].strip() if len(lines) > 7 else ""


def _socket_folder_of(data: Path) -> Path | None:
    lines = _lines(data)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def _lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _last_words(output: str) -> str:
    """Return the last line that says what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["no output"])[-1]
