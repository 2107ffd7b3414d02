"""A vendor's endpoint in a process of its own: answers every call at once, near and from a distance.

It prints its ports as one JSON line. Each line it then reads is answered with how many connections and calls
came so far.
"""

import argparse
import asyncio
import json
import re
import ssl
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOTHING = {"name": "y", "datatype": "FP32", "shape": [1, 6, 3], "data": [0] * 18}
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Endpoint:
    """What came to it."""

    connections: int = 0
    calls: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer every call of a connection."""
        self.connections += 1
        body = json.dumps({"outputs": [NOTHING]}).encode()
        answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
                self.calls += 1
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


@dataclass(frozen=True, slots=True)
class Distance:
    """Passes on what comes, each piece so much later; making the connection takes no longer."""

    port: int
    one_way_s: float

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection both ways."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        ways = (self._carry(reader, far_writer), self._carry(far_reader, writer))
        await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        clock = asyncio.get_running_loop().time
        pouring = asyncio.create_task(self._pour(pieces, sink))
        while piece := await source.read(1 << 16):
            pieces.put_nowait((clock() + self.one_way_s, piece))
        pieces.put_nowait((clock(), b""))
        await pouring

    async def _pour(
        self, pieces: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter
    ) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - clock()))
            if not piece:
                sink.close()
                return
            sink.write(piece)
            await sink.drain()


async def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate", type=Path, required=True)
    parser.add_argument("--round-trip-ms", type=float, required=True)
    asked = parser.parse_args(arguments)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(asked.certificate)
    endpoint = Endpoint()
    near = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, ssl=context)
    near_port = near.sockets[0].getsockname()[1]
    distance = Distance(near_port, asked.round_trip_ms / 2000)
    far = await asyncio.start_server(distance.serve, "127.0.0.1", 0)
    ports = {"near": near_port, "far": far.sockets[0].getsockname()[1]}
    print(json.dumps(ports), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        told = {"connections": endpoint.connections, "calls": endpoint.calls}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
