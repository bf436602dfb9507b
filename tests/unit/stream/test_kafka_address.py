"""kafka://host:port/topic: what it means, and what is no such URL."""

from __future__ import annotations

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.kafka.address import read_address
from healthgen_db.stream.kafka.opening import open_kafka_source, open_kafka_target


@pytest.mark.parametrize(
    ("url", "servers", "topic"),
    [
        ("kafka://127.0.0.1:9092/adt", "127.0.0.1:9092", "adt"),
        ("kafka://broker/adt.v1_x-2", "broker:9092", "adt.v1_x-2"),
        ("kafka://a.example.org:1,b:2/adt", "a.example.org:1,b:2", "adt"),
        ("kafka://[::1]:9093/adt", "[::1]:9093", "adt"),
    ],
)
def test_brokers_and_topic(url: str, servers: str, topic: str) -> None:
    address = read_address(url, "--to")
    assert (address.servers, address.topic) == (servers, topic)
    assert read_address(str(address), "--to") == address


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("kafka://127.0.0.1:9092", "give a topic"),
        ("kafka://127.0.0.1:9092/", "give a topic"),
        ("kafka://127.0.0.1:9092/a/b", "give a topic"),
        ("kafka://127.0.0.1:9092/..", "give a topic"),
        ("kafka://127.0.0.1:9092/a b", "give a topic"),
        ("kafka:///adt", "'' is no broker"),
        ("kafka://a:1,/adt", "'' is no broker"),
        ("kafka://a:0/adt", "'a:0' is no broker"),
        ("kafka://a:65536/adt", "'a:65536' is no broker"),
        ("kafka://a:b/adt", "'a:b' is no broker"),
    ],
)
def test_what_is_no_address_is_named_with_its_option(url: str, named: str) -> None:
    with pytest.raises(ConfigError, match=f"--from {url}: {named}"):
        read_address(url, "--from")


def test_a_password_in_the_url_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigError, match="--kafka-config") as refused:
        read_address("kafka://ann:geheim@broker:9092/adt", "--to")
    assert "geheim" not in str(refused.value)


def test_without_the_extra_both_ends_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthgen_db.config.extras.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"--to kafka:// needs .*uv run --extra kafka healthgen stream"):
        open_kafka_target("kafka://127.0.0.1:9092/adt")
    with pytest.raises(ConfigError, match=r"--from kafka:// needs .*pip install 'healthgen-db\[kafka\]'"):
        open_kafka_source("kafka://127.0.0.1:9092/adt", group="x")
