"""The bare limit: demux everything, decode only the key frame that is due, run the model. No framework."""

import contextlib
import time

import av

from benchmarks.peer import Look, Turns, serve


def watch(url: str, turns: Turns, look: Look) -> None:
    """Demux one camera and decode one key frame in each interval."""
    with contextlib.suppress(av.FFmpegError):
        _watch(url, turns, look)


def _watch(url: str, turns: Turns, look: Look) -> None:
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=10) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        for packet in container.demux(stream):
            now = time.monotonic()
            if packet.is_keyframe and turns.due(now):
                turns.take(now)
                for frame in packet.decode():
                    look(frame.to_ndarray(format="bgr24"))


if __name__ == "__main__":
    serve(watch)
