"""A connection pooler in transaction pooling mode: clients share a few server sessions, one transaction at a time."""

from __future__ import annotations

import os
import socket
import struct
import threading
from contextlib import ExitStack, suppress
from queue import LifoQueue, Queue
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo

CHUNK = 65536
LOGGED_IN = b"R" + struct.pack("!ii", 8, 0)
READY = b"Z" + struct.pack("!ic", 5, b"I")


class TransactionPooler:
    """Listens on a port of its own. A client keeps a server session until its transaction ends.

    in_turn: whether the next transaction takes the session that has been idle longest, or the one used last.
    """

    def __init__(self, dsn: str, *, sessions: int, in_turn: bool) -> None:
        self.stack = ExitStack()
        self.sessions = [
            self.stack.enter_context(psycopg.connect(dsn, autocommit=True, sslmode="disable"))
            for _ in range(sessions)
        ]
        # libpq has logged in. From now on the pooler uses its sockets.
        sockets = [socket.socket(fileno=os.dup(session.fileno())) for session in self.sessions]
        self.idle: Queue[socket.socket] = Queue() if in_turn else LifoQueue()
        for each in sockets:
            each.setblocking(True)
            self.stack.enter_context(each)
            self.idle.put(each)
        self.listener = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = self.listener.getsockname()[1]
        self.dsn = make_conninfo(dsn, host="127.0.0.1", hostaddr=None, port=port, sslmode="disable")
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        """Return the pooler."""
        return self

    def __exit__(self, *ending: object) -> None:
        """Stop listening, and end the sessions."""
        # On macOS and Windows, this is an error.
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.stack.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, EOFError):
            size = struct.unpack("!i", _exactly(client, 4))[0]
            _exactly(client, size - 4)
            info = self.sessions[0].info
            status = b""
            for name in ("server_version", "server_encoding", "client_encoding"):
                text = f"{name}\0{info.parameter_status(name)}\0".encode()
                status += b"S" + struct.pack("!i", len(text) + 4) + text
            # The pooler invents the number of the server process, as real poolers do.
            client.sendall(LOGGED_IN + status + b"K" + struct.pack("!iii", 12, 4711, 42) + READY)
            while True:
                self._transaction(client, _message(client))

    def _transaction(self, client: socket.socket, message: bytes) -> None:
        """Forward messages both ways until the server says that no transaction is open."""
        if message[:1] == b"X":
            raise EOFError
        server = self.idle.get()
        try:
            while True:
                server.sendall(message)
                # The server answers only these two with ReadyForQuery.
                if message[:1] in (b"Q", b"S"):
                    while (answer := _message(server))[:1] != b"Z":
                        client.sendall(answer)
                    client.sendall(answer)
                    if answer[-1:] == b"I":
                        return
                message = _message(client)
        finally:
            self.idle.put(server)


def _message(end: socket.socket) -> bytes:
    head = _exactly(end, 5)
    return head + _exactly(end, struct.unpack("!i", head[1:])[0] - 4)


def _exactly(end: socket.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        part = end.recv(min(CHUNK, size - len(parts)))
        if not part:
            raise EOFError
        parts += part
    return parts
