"""The feed is what the figures say it is, also where there is no footage."""

from pathlib import Path

import av

from benchmarks import feed


def test_rendered_feed_is_1080p25_with_a_key_frame_every_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "feed.mp4"
    feed.encode(feed.rendered(), seconds=4, path=path)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.pts is not None]
        size = (stream.codec_context.width, stream.codec_context.height)
    assert (stream.codec_context.name, size) == ("h264", (1920, 1080))
    assert stream.average_rate == 25
    keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    assert (len(packets), keys) == (100, [0, 50])
    assert all(packet.pts == packet.dts for packet in packets), "no picture refers to a later one"
