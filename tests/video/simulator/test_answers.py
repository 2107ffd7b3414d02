"""Faults before the first picture: what a client is answered, if it is at all."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Invalid
from tests import needs
from tests.video.conftest import PASSWORD, USER
from tests.video.rtsp_client import TCP, Client
from video.simulator import FAULTS, Channel, Fault, SimulatorProcess

PATHS = ("/hall/1", "/hall/2", "/yard/1")


@pytest.fixture(scope="module")
def recorder(clip: Path) -> Iterator[SimulatorProcess]:
    with SimulatorProcess({path: Channel(clip) for path in PATHS}, USER, PASSWORD) as running:
        yield running


@pytest.fixture(autouse=True)
def mended(recorder: SimulatorProcess) -> Iterator[None]:
    """Leave no fault to the next test."""
    yield
    for fault in FAULTS:
        if not FAULTS[fault].film:
            recorder.mend(fault)


def client(recorder: SimulatorProcess, path: str = "/hall/1") -> Client:
    return Client(recorder.url(path), USER, PASSWORD)


def status(recorder: SimulatorProcess, path: str) -> int:
    with client(recorder, path) as viewer:
        return viewer.ask("DESCRIBE")[0]


def test_a_closed_port_refuses_and_opens_again_at_the_same_number(
    recorder: SimulatorProcess,
) -> None:
    with client(recorder) as earlier:
        earlier.play()
        recorder.fault(Fault.CLOSED)
        with pytest.raises(ConnectionRefusedError):
            client(recorder)
        assert earlier.ask("GET_PARAMETER")[0] == 200
    recorder.mend(Fault.CLOSED)
    assert status(recorder, "/hall/1") == 200


def test_a_connection_is_reset_when_it_names_the_camera(recorder: SimulatorProcess) -> None:
    recorder.fault(Fault.RESET, "/hall/1")
    with pytest.raises(ConnectionResetError), client(recorder) as viewer:
        viewer.ask("OPTIONS")
    assert status(recorder, "/hall/2") == 200


def test_all_connections_are_reset_before_they_say_anything(recorder: SimulatorProcess) -> None:
    recorder.fault(Fault.RESET)
    with pytest.raises(ConnectionResetError), client(recorder, "/nowhere") as viewer:
        viewer.stream.read(1)


def test_a_mute_camera_accepts_and_says_nothing(recorder: SimulatorProcess) -> None:
    recorder.fault(Fault.MUTE, "/hall/1")
    with client(recorder) as viewer:
        viewer.socket.settimeout(0.5)
        with pytest.raises(TimeoutError):
            viewer.ask("OPTIONS")
    assert recorder.totals()["connections"]["now"] <= 1


@pytest.mark.parametrize("code", [401, 403, 404, 503])
def test_a_camera_refuses_with_the_status_it_is_told(recorder: SimulatorProcess, code: int) -> None:
    recorder.fault(Fault.REFUSED, "/hall/1", code)
    assert status(recorder, "/hall/1") == code
    assert status(recorder, "/hall/2") == 200


@needs.debian("ffmpeg", "ffprobe")
def test_ffprobe_believes_that_its_right_password_is_wrong(recorder: SimulatorProcess) -> None:
    recorder.fault(Fault.REFUSED, "/hall/1", 401)
    url = recorder.url("/hall/1", credentials=True)
    command = ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "401 Unauthorized" in done.stderr


@pytest.mark.parametrize(("fault", "code"), [(Fault.FULL, 453), (Fault.FULL_FORBIDDEN, 403)])
def test_cameras_behind_one_recorder_share_its_sessions(
    recorder: SimulatorProcess, fault: Fault, code: int
) -> None:
    recorder.fault(fault, "/hall/*", 1)
    with client(recorder) as first, client(recorder, "/hall/2") as second:
        first.play()
        assert second.ask("SETUP", "/trackID=0", Transport=TCP)[0] == code
        assert status(recorder, "/yard/1") == 200
        assert first.ask("TEARDOWN")[0] == 200
        assert second.ask("SETUP", "/trackID=0", Transport=TCP)[0] == 200
    peaks = {path: one["sessions_peak"] for path, one in recorder.counts().items()}
    assert peaks["/hall/1"] == peaks["/hall/2"] == 1


def test_a_selection_is_a_path_a_beginning_several_or_all(recorder: SimulatorProcess) -> None:
    for selection, refused in [
        ("/hall/2", {"/hall/2"}),
        ("/hall/*", {"/hall/1", "/hall/2"}),
        (["/yard/*", "/hall/1"], {"/hall/1", "/yard/1"}),
        ("*", set(PATHS)),
    ]:
        recorder.fault(Fault.REFUSED, selection, 503)
        assert {path for path in PATHS if status(recorder, path) == 503} == refused
        recorder.mend(Fault.REFUSED, selection)
    assert {status(recorder, path) for path in PATHS} == {200}


@pytest.mark.parametrize(
    ("fault", "paths", "words"),
    [
        ("sleepy", "*", "sleepy"),
        ("stalled", "/attic/*", "/attic"),
        ("stalled", ["/hall/1", "/hall"], "/hall"),
        ("closed", "/hall/*", "closed"),
    ],
)
def test_a_fault_or_a_camera_that_does_not_exist_is_said(
    recorder: SimulatorProcess, fault: str, paths: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        recorder.fault(fault, paths)
    assert status(recorder, "/hall/1") == 200


def test_attempts_sessions_and_connections_are_counted(clip: Path) -> None:
    with SimulatorProcess({"/gate": Channel(clip), "/other": Channel(clip)}) as simulator:
        with Client(simulator.url("/gate")) as one, Client(simulator.url("/gate")) as two:
            one.play()
            two.play()
            assert simulator.totals()["sessions"] == {"now": 2, "peak": 2, "total": 2}
        with Client(simulator.url("/gate")) as three:
            assert three.ask("DESCRIBE")[0] == 200
            assert three.ask("OPTIONS")[0] == 200
        totals, counts = simulator.totals(), simulator.counts()
    assert totals["attempts"]["total"] == totals["connections"]["total"] == 3
    assert totals["attempts"]["busiest_minute"] == 3
    assert (totals["sessions"]["peak"], totals["sessions"]["total"]) == (2, 2)
    assert counts["/gate"]["attempts"] == counts["/gate"]["attempts_busiest_minute"] == 3
    assert counts["/gate"]["sessions_total"] == 2
    assert counts["/gate"]["sent_units"] > 0
    assert set(counts["/other"].values()) == {0}
