"""MLLP with another implementation at the other end: the server and the client of the package hl7."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from datetime import UTC, datetime

import hl7
import hl7.mllp
import pytest

from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.receive.mllp import MllpSource
from healthgen_db.stream.targets.mllp import MllpTarget
from healthgen_db.stream.targets.target import Message
from tests.unit.stream.sample_events import events, places

EVENTS = events(60)
RAW = [encode(event, places()) for event in EVENTS]
HOST = "127.0.0.1"
# Python 3.12 and later say so of what the package hl7 calls.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")


def test_the_server_of_another_package_takes_what_the_target_sends() -> None:
    got: list[bytes] = []
    ended = asyncio.Event()

    async def take(reader: hl7.mllp.HL7StreamReader, writer: hl7.mllp.HL7StreamWriter) -> None:
        try:
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    message = await reader.readmessage()
                    got.append(str(message).encode())
                    writer.writemessage(message.create_ack())
                    await writer.drain()
        finally:
            # From Python 3.12 on, a server ends only after its connections: without this, an error would hang here.
            writer.close()
            await writer.wait_closed()
            ended.set()

    async def serve() -> MllpTarget:
        async with await hl7.mllp.start_hl7_server(take, HOST, 0, encoding="utf-8") as server:
            target = MllpTarget(HOST, server.sockets[0].getsockname()[1])
            moment = datetime.now(UTC)
            messages = [
                Message(moment, event.event_key, 0, event.key, raw)
                for event, raw in zip(EVENTS, RAW, strict=True)
            ]
            await asyncio.to_thread(target.send, messages)
            target.close()
            await asyncio.wait_for(ended.wait(), 30)
            return target

    target = asyncio.run(serve())
    assert got == RAW
    assert (target.refused, target.resent) == ({}, 0)


def test_the_client_of_another_package_gets_its_answers_from_the_source() -> None:
    source = MllpSource(HOST, 0)
    source.start(lambda _: 0)
    stored: list[bytes] = []

    def receive() -> None:
        while len(stored) < len(RAW):
            received = source.poll(100, 0.1)
            stored.extend(each.raw for each in received)
            source.committed(received)

    async def send() -> list[str]:
        reader, writer = await hl7.mllp.open_hl7_connection(*source.address, encoding="utf-8")
        codes = []
        for raw in RAW:
            writer.writemessage(hl7.parse(raw.decode()))
            await writer.drain()
            codes.append(str((await reader.readmessage()).segment("MSA")[1]))
        writer.close()
        await writer.wait_closed()
        return codes

    receiver = threading.Thread(target=receive, daemon=True)
    receiver.start()
    codes = asyncio.run(asyncio.wait_for(send(), 30))
    receiver.join()
    source.close()
    assert codes == ["AA"] * len(RAW)
    assert stored == RAW
