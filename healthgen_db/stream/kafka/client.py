"""Objects of the client confluent-kafka, made with the properties of the user, and errors that say what to do."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from confluent_kafka import KafkaError, KafkaException

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.stream.kafka.address import KafkaAddress
from healthgen_db.stream.kafka.config import KafkaConfig

ANSWER_WITHIN = 6.0
"""Seconds after which a broker that was never reached is not there."""
PATIENCE = 60.0
"""Seconds to wait for a broker that was there and is away."""
Made = TypeVar("Made")

# Else the client writes each of its tries to standard error. Its last error becomes part of our message.
_SILENT = logging.getLogger("healthgen_db.kafka")
_SILENT.propagate = False
_SILENT.addHandler(logging.NullHandler())


class Client:
    """The way to one address: makes objects of the client, and remembers why the brokers cannot be reached."""

    def __init__(self, address: KafkaAddress, config: KafkaConfig) -> None:
        self.address = address
        self.config = config
        self._last_error = ""
        self._login_refused = False

    def make(self, kind: Callable[[dict[str, Any]], Made], properties: Mapping[str, Any]) -> Made:
        """Return a producer, a consumer or an admin client. The user's properties replace those given.

        Raises ConfigError if the client refuses a property of the file.
        """
        ours = {
            "bootstrap.servers": self.address.servers,
            "client.id": "healthgen",
            # A cut is noticed soon, and so is the return.
            "socket.timeout.ms": 20_000,
            "reconnect.backoff.max.ms": 2_000,
            "error_cb": self._note,
        }
        # With debug=... in the file, the user wants to see what the client logs.
        log = {} if "debug" in self.config.properties else {"logger": _SILENT}
        try:
            return kind({**ours, **properties, **self.config.properties, **log})
        except KafkaException as error:
            if self.config.path is None:
                raise StreamError(f"{self.address}: {self.reason(error)}") from None
            raise ConfigError(f"--kafka-config {self.config.path}: {self.reason(error)}") from None

    def reason(self, error: KafkaException | KafkaError) -> str:
        """Return what an error says, without secrets."""
        cause = error.args[0] if isinstance(error, KafkaException) else error
        return self.config.hide(cause.str() if isinstance(cause, KafkaError) else str(cause))

    def unreachable(self, seconds: float) -> StreamError:
        """Return the error for brokers that do not answer."""
        if self._login_refused:
            return StreamError(
                f"the broker {self.address.servers} refuses the login{self._connection()}; correct the sasl properties"
                " in the file of --kafka-config"
            )
        return StreamError(
            f"no broker of Kafka answers at {self.address.servers} within {seconds:.0f} s{self._connection()}; start"
            " it, or correct host and port; a broker with TLS or a login needs --kafka-config"
        )

    def failed(self, error: KafkaException | KafkaError) -> StreamError:
        """Return the error for something that the brokers refused, with their reason."""
        return StreamError(f"{self.address}: {self.reason(error)}{self._connection()}")

    def _connection(self) -> str:
        return f" ({self._last_error})" if self._last_error else ""

    def _note(self, error: KafkaError) -> None:
        self._login_refused |= error.code() == KafkaError._AUTHENTICATION
        # "all brokers are down" follows the reason; it must not replace it.
        if error.code() != KafkaError._ALL_BROKERS_DOWN or not self._last_error:
            self._last_error = self.config.hide(error.str())
