"""The target kafka://host:port/topic: a producer that doubles nothing and sees every message arrive."""

from collections.abc import Sequence
from time import monotonic

from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka import Message as Delivered

from healthgen_db.config.errors import StreamError
from healthgen_db.stream.kafka.client import PATIENCE, Client
from healthgen_db.stream.kafka.topics import LARGEST_MESSAGE, ensure_topic
from healthgen_db.stream.targets.target import Message

SETTINGS = {
    # The broker drops what the producer sends again after a lost answer, and keeps the order.
    "enable.idempotence": True,
    "acks": "all",
    # The same partition for a key as the clients in Java.
    "partitioner": "murmur2",
    "compression.type": "lz4",
    "linger.ms": 20,
    "message.timeout.ms": int(PATIENCE * 1000),
    "message.max.bytes": LARGEST_MESSAGE,
    # Memory: what is on its way is limited, and send() waits for room.
    "queue.buffering.max.messages": 100_000,
    "queue.buffering.max.kbytes": 65_536,
    # Only failures are reported. flush() waits until nothing is on its way, so silence means that all arrived.
    "delivery.report.only.error": True,
}

BY_KEY = -1


class KafkaTarget:
    """Sends messages to a topic; those of one key stay in order."""

    def __init__(self, client: Client, partitions: int | None) -> None:
        """Make the topic if it is missing.

        partitions: None for as many as the topic has
        Raises ConfigError if it has another number of partitions or the client refuses a property, StreamError if no
        broker answers.
        """
        self._client = client
        self.partitions = ensure_topic(client, partitions)
        self._producer = client.make(Producer, {**SETTINGS, "on_delivery": self._delivered})
        self._failed: KafkaError | None = None

    def begin(self, reference: bytes) -> None:
        """Send a reference snapshot to every partition, and return when all have it."""
        for partition in range(self.partitions):
            self._produce(reference, None, partition)
        self.flush()

    def send(self, messages: Sequence[Message]) -> None:
        """Hand messages to the producer in order; wait while its queue is full. Raises StreamError."""
        for message in messages:
            self._produce(message.payload, message.key)
        self._producer.poll(0)
        self._raise_failure()

    def flush(self) -> None:
        """Return when the broker and its replicas have all messages. Raises StreamError with the broker's reason."""
        # Each message arrives or fails within message.timeout.ms, so this ends.
        while self._producer.flush(0.05):
            self._raise_failure()
        self._raise_failure()

    def close(self) -> None:
        """Forget what was not flushed: its position is not saved, so it is sent again next time."""
        self._producer.purge()
        self._producer.flush(1)

    def _produce(self, payload: bytes, key: str | None, partition: int = BY_KEY) -> None:
        deadline = monotonic() + 2 * PATIENCE
        while True:
            try:
                self._producer.produce(self._client.address.topic, payload, key, partition)
            except BufferError:
                # The broker is slower than we are, or away.
                self._producer.poll(0.1)
                self._raise_failure()
                if monotonic() > deadline:
                    raise self._client.unreachable(2 * PATIENCE) from None
            except KafkaException as error:
                raise self._failure(error) from None
            else:
                return

    def _delivered(self, error: KafkaError | None, _: Delivered) -> None:
        # The first cause counts: what follows it was purged because of it.
        if error is not None and self._failed is None:
            self._failed = error

    def _raise_failure(self) -> None:
        if self._failed is not None:
            raise self._failure(self._failed)

    def _failure(self, error: KafkaError | KafkaException) -> StreamError:
        cause = self._client.failed(error)
        return StreamError(f"{cause}; the same command goes on after the last message that arrived")
