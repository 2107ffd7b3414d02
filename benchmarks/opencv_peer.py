"""What most people write: OpenCV reads and decodes every frame, the due one goes to the model."""

import time

import cv2

from benchmarks.peer import Look, Turns, serve


def watch(url: str, turns: Turns, look: Look) -> None:
    """Grab every frame of one camera and retrieve one in each interval."""
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    try:
        while capture.grab():
            now = time.monotonic()
            if turns.due(now):
                turns.take(now)
                look(capture.retrieve()[1])
    finally:
        capture.release()


if __name__ == "__main__":
    serve(watch)
