"""An RTSP server that is not ours: GStreamer's, run by the system's Python (`python3-gi`).

usage: gst_rtsp.py PORT PATH=FILE…   prints `ready` once it listens
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

_PIPELINE = (
    "( filesrc location={file} ! qtdemux ! h264parse config-interval=-1 "
    "! rtph264pay name=pay0 pt=96 )"
)


def main(port: str, *cameras: str) -> None:
    """Serve each file under its path until killed."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    for camera in cameras:
        path, _, file = camera.partition("=")
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_shared(True)
        factory.set_launch(_PIPELINE.format(file=file))
        server.get_mount_points().add_factory(f"/{path}", factory)
    server.attach(None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
