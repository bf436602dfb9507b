"""A TCP proxy in front of a server, which can cut all connections."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from psycopg.conninfo import make_conninfo

from healthgen_db.postgres.connection import connect

CHUNK = 8192


class TcpProxy:
    """Forwards bytes in both directions until it cuts the connections."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own_port = int(self.listener.getsockname()[1])
        self.away = False
        """Whether new connections are cut at once."""
        self.tls: ssl.SSLContext | None = None
        """With which it speaks TLS to its clients."""
        self.lock = threading.Lock()
        self.sockets: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self.bytes_left: int | None = None
        self._start(self._accept)

    def __enter__(self) -> Self:
        """Return the proxy."""
        return self

    def __exit__(self, *ending: object) -> None:
        """Stop listening, and cut all connections."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()
        for thread in self.threads:
            thread.join()
        for end in self.sockets:
            end.close()

    def cut(self) -> None:
        """Cut all connections now."""
        with self.lock:
            for end in self.sockets:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, size: int) -> None:
        """Cut all connections after so many more bytes have gone to the server."""
        self.bytes_left = size

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self.away:
                    client.close()
                    continue
                if self.tls is not None:
                    try:
                        client = self.tls.wrap_socket(client, server_side=True)
                    except OSError:
                        client.close()
                        continue
                server = self._connect()
                with self.lock:
                    self.sockets += [client, server]
                self._start(self._forward, client, server, True)
                self._start(self._forward, server, client, False)

    def _connect(self) -> socket.socket:
        if not self.host.startswith("/"):
            return socket.create_connection((self.host, self.port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return server

    def _forward(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if counted and self.bytes_left is not None:
                    self.bytes_left -= len(data)
                    if self.bytes_left < 0:
                        self.cut()
                        break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Proxy(TcpProxy):
    """A proxy in front of the server of a DSN."""

    def __init__(self, dsn: str) -> None:
        with connect(dsn, application_name="crash test") as connection:
            super().__init__(connection.info.host, connection.info.port)
        self.dsn = make_conninfo(dsn, host="127.0.0.1", hostaddr=None, port=self.own_port, sslmode="disable")
