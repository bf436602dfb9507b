"""The source kafka://host:port/topic: a consumer of a group. The offsets in the database say where to read on."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from time import monotonic

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from healthgen_db.config.errors import StreamError
from healthgen_db.stream.kafka.client import PATIENCE, Client
from healthgen_db.stream.kafka.topics import topic_id
from healthgen_db.stream.receive.source import Received

SETTINGS = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    # An offset that the topic no longer has is an error: going on elsewhere would lose messages in silence.
    "auto.offset.reset": "error",
    "partition.assignment.strategy": "range",
    # After so long, another receiver of the group takes over from one that died.
    "session.timeout.ms": 10_000,
    "heartbeat.interval.ms": 2_000,
    # A batch may take long in the database.
    "max.poll.interval.ms": 900_000,
    # The broker answers in this time if it has nothing; meanwhile nothing else gets through the connection.
    "fetch.wait.max.ms": 100,
    # Memory: what was fetched and waits for poll() is limited.
    "queued.min.messages": 50_000,
    "queued.max.messages.kbytes": 65_536,
}
# The client goes on by itself after these.
PASSING = {
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._TIMED_OUT,
    KafkaError._MAX_POLL_EXCEEDED,
    KafkaError._PARTITION_EOF,
    KafkaError._RESOLVE,
}


class KafkaSource:
    """Reads a topic. It shares the partitions with the other receivers of its group."""

    def __init__(self, client: Client, group: str) -> None:
        """Look up the topic. Raises ConfigError if it is missing, StreamError if no broker answers."""
        self._client = client
        # A topic that was dropped and made again has other messages at the same offsets, so its id is in the name.
        number = topic_id(client)
        self.name = f"kafka:{client.address.topic}" + (f"#{number}" if number else "")
        self._consumer = client.make(Consumer, {**SETTINGS, "group.id": group})
        self._next_offset: Callable[[int], int] = lambda _: 0
        self._held: list[int] = []
        self._joined = False
        self._reread = False
        self._next: dict[int, int] = {}
        self._later: deque[Received] = deque()

    @property
    def ended(self) -> bool:
        """A topic never ends."""
        return False

    def start(self, next_offset: Callable[[int], int]) -> None:
        """Join the group."""
        self._next_offset = next_offset
        self._consumer.subscribe(
            [self._client.address.topic],
            on_assign=self._assigned,
            on_revoke=self._revoked,
            on_lost=self._revoked,
        )

    def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages, in order in each partition.

        An empty list means that the broker was asked and had nothing. So it takes longer than `seconds` while the
        group shares out the partitions, or while the broker is away. Raises StreamError if that takes a minute.
        """
        begun = monotonic()
        while True:
            # An answer that comes after a read may bring messages that only the next read gives.
            asked = self._has_asked()
            if received := self._read(most, max(0.0, min(begun + seconds - monotonic(), seconds))):
                return received
            if monotonic() < begun + seconds:
                continue
            answers = self._answers()
            late = monotonic() > begun + PATIENCE
            if answers and (late or (asked and self._has_asked())):
                self._require_end()
                return []
            if late:
                raise self._client.unreachable(PATIENCE)

    def committed(self, received: Sequence[Received]) -> None:
        """Tell the broker how far the group has come. Only tools that show lag read it; the database is the truth."""
        ends = {message.partition: message.offset + 1 for message in received}
        places = [
            self._place(partition, offset) for partition, offset in ends.items() if partition in self._held
        ]
        if places:
            # It fails while the group shares out the partitions anew, and nothing depends on it.
            with suppress(KafkaException):
                self._consumer.commit(offsets=places, asynchronous=True)

    def dropped(self, received: Sequence[Received]) -> None:
        """Read on from the offsets in the database, as another receiver stored these messages."""
        del received
        self._reread = True

    def lag(self) -> int | None:
        """Return how many messages wait in the partitions of this receiver; None before the first was fetched."""
        waiting = len(self._later)
        for partition, following in self._next.items():
            end = self._end(partition)
            if end < 0:
                return None
            waiting += max(0, end - following)
        return waiting

    def close(self) -> None:
        """Leave the group, so that the others take over at once."""
        self._consumer.close()

    def _read(self, most: int, seconds: float) -> list[Received]:
        """Return what one call of the client gives."""
        if self._reread and self._joined:
            self._begin_again()
        if self._later:
            return self._in_order([self._later.popleft() for _ in range(min(most, len(self._later)))])
        # The partitions are shared out inside this call, which then does not return before its time is over.
        limit = max(seconds, 0.1) if self._joined else 0.1
        try:
            messages = self._consumer.consume(min(most, 100_000), limit)
        except KafkaException as error:
            self._reread = True
            raise self._client.failed(error) from None
        if self._reread:
            # The partitions were shared out anew meanwhile: some of these may belong to another receiver now.
            return []
        return self._in_order(self._good(messages))

    def _begin_again(self) -> None:
        """Read every partition that is ours from the offset in the database."""
        self._later.clear()
        self._next = {partition: self._next_offset(partition) for partition in self._held}
        # Kafka deletes old messages, so a topic that was never read may begin later than at 0.
        places = [
            self._place(partition, offset or OFFSET_BEGINNING) for partition, offset in self._next.items()
        ]
        try:
            self._consumer.assign(places)
        except KafkaException as error:
            raise self._client.failed(error) from None
        self._reread = False

    def _good(self, messages: Iterable[Message]) -> list[Received]:
        """Return the messages. Raises StreamError if one of them is an error after which the client cannot go on."""
        good = []
        for message in messages:
            error = message.error()
            if error is None:
                # They are None only in messages that were never sent.
                good.append(Received(message.value() or b"", message.partition() or 0, message.offset() or 0))
            elif error.code() not in PASSING and not error.retriable():
                self._reread = True
                if error.code() == KafkaError._AUTO_OFFSET_RESET:
                    raise self._gone(message.partition() or 0)
                raise self._client.failed(error)
        return good

    def _require_end(self) -> None:
        """Raise StreamError if the offset of the database is behind the end of the topic, where nothing ever comes.

        Brokers should answer with an error to such an offset, but not all of them do.
        """
        for partition, following in self._next.items():
            if 0 <= self._end(partition) < following:
                self._reread = True
                raise self._gone(partition)

    def _end(self, partition: int) -> int:
        """Return the offset after the last message of a partition, as the last answer of the broker said it.

        Negative: there was no answer yet.
        """
        watermarks = self._consumer.get_watermark_offsets(self._place(partition, 0), cached=True)
        return watermarks[1] if watermarks else -1

    def _gone(self, partition: int) -> StreamError:
        return StreamError(
            f"partition {partition} of the topic {self._client.address.topic} no longer has message"
            f" {self._next.get(partition, 0)}, the next one to read: its retention was too short, or it lost messages."
            f" To go on with what it has, delete the row of source {self.name} and partition {partition} from table"
            " offsets of the bronze schema; healthgen reconcile then lists what is missing"
        )

    def _in_order(self, received: Iterable[Received]) -> list[Received]:
        """Return the messages up to the first gap of each partition; what comes after a gap waits for the next poll.

        Offsets have gaps where a producer used transactions, or where the topic was compacted.
        """
        now: list[Received] = []
        later: list[Received] = []
        begun: set[int] = set()
        cut: set[int] = set()
        for message in received:
            following = self._next.get(message.partition)
            if following is None or message.offset < following:
                continue
            if message.offset > following and message.partition in begun:
                cut.add(message.partition)
            if message.partition in cut:
                later.append(message)
                continue
            begun.add(message.partition)
            self._next[message.partition] = message.offset + 1
            now.append(message)
        self._later.extendleft(reversed(later))
        return now

    def _has_asked(self) -> bool:
        """Return whether the broker has answered for every partition that is ours: only then nothing means nothing."""
        return self._joined and not self._reread and self.lag() is not None

    def _answers(self) -> bool:
        """Return whether a broker answers: without this, a cut would look like the end of the messages."""
        try:
            self._consumer.list_topics(self._client.address.topic, timeout=2)
        except KafkaException:
            return False
        return True

    # The client calls these inside consume(). They must not raise, so the offsets are read afterwards, in poll().
    def _assigned(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        consumer.assign([])
        self._held, self._joined, self._reread = [place.partition for place in places], True, True

    def _revoked(self, consumer: Consumer, _: list[TopicPartition]) -> None:
        consumer.unassign()
        self._held, self._joined, self._reread = [], False, True

    def _place(self, partition: int, offset: int) -> TopicPartition:
        return TopicPartition(self._client.address.topic, partition, offset)
