"""The topic of a stream: made with its partitions if it is missing, looked up with a limit on time."""

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient, ClusterMetadata, NewTopic

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.kafka.client import ANSWER_WITHIN, Client

DEFAULT_PARTITIONS = 4
LARGEST_MESSAGE = 8_000_000
"""Bytes. The reference snapshot of a large network is one message, and may be larger than Kafka's default of 1 MB."""
SETTINGS = {
    # A receiver may be away for a week. Kafka counts from the moment of sending, not from the dataset's time.
    "retention.ms": str(7 * 24 * 3600 * 1000),
    "cleanup.policy": "delete",
    "max.message.bytes": str(LARGEST_MESSAGE),
}


def ensure_topic(client: Client, partitions: int | None) -> int:
    """Create the topic if it is missing, and return the number of its partitions.

    partitions: None for as many as the topic has, or 4 if it is new
    Raises ConfigError if the topic has another number of partitions, StreamError if no broker answers.
    """
    topic = client.address.topic
    admin = client.make(AdminClient, {})
    found = _partitions(_metadata(admin, client), topic)
    if found is None:
        new = NewTopic(topic, partitions or DEFAULT_PARTITIONS, -1, config=SETTINGS)
        try:
            admin.create_topics([new], operation_timeout=ANSWER_WITHIN, request_timeout=ANSWER_WITHIN)[
                topic
            ].result()
        except KafkaException as error:
            # Another sender may have made it a moment ago.
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise client.failed(error) from None
            found = _partitions(_metadata(admin, client), topic)
    found = found or partitions or DEFAULT_PARTITIONS
    if partitions is not None and found != partitions:
        # The keys would go to other partitions than before, so the order of an encounter would be lost.
        raise ConfigError(
            f"--partitions {partitions}: the topic {topic} is there with {found}; leave out --partitions, or send to"
            " another topic"
        )
    return found


def topic_id(client: Client) -> str | None:
    """Return the id that the broker gave the topic when it was made; None if the broker has no such ids.

    Raises ConfigError if the topic is missing, StreamError if no broker answers.
    """
    topic = client.address.topic
    admin = client.make(AdminClient, {})
    if _partitions(_metadata(admin, client), topic) is None:
        raise ConfigError(
            f"there is no topic {topic} at {client.address.servers}; healthgen stream --to {client.address} makes it"
        )
    try:
        described = admin.describe_topics(TopicCollection([topic]), request_timeout=ANSWER_WITHIN)[
            topic
        ].result()
    except KafkaException:
        # Brokers before Kafka 2.8, or without the right to describe topics: the name must do.
        return None
    return str(described.topic_id) if described.topic_id else None


def _metadata(admin: AdminClient, client: Client) -> ClusterMetadata:
    """Return what the cluster has. All topics are asked for: some brokers make a topic that is asked for by name."""
    try:
        metadata = admin.list_topics(timeout=ANSWER_WITHIN)
    except KafkaException as error:
        admin.poll(0)
        if error.args[0].code() in {
            KafkaError._TRANSPORT,
            KafkaError._TIMED_OUT,
            KafkaError._ALL_BROKERS_DOWN,
        }:
            raise client.unreachable(ANSWER_WITHIN) from None
        raise client.failed(error) from None
    return metadata


def _partitions(metadata: ClusterMetadata, topic: str) -> int | None:
    found = metadata.topics.get(topic)
    if found is None or found.error is not None:
        return None
    return len(found.partitions)
