"""The file of --kafka-config: its lines go to the client, what healthgen needs stays, and secrets are not shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from confluent_kafka import KafkaError, Producer

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.kafka.address import KafkaAddress
from healthgen_db.stream.kafka.client import Client
from healthgen_db.stream.kafka.config import OURS, KafkaConfig, read_kafka_config
from healthgen_db.stream.kafka.opening import open_kafka_source, open_kafka_target

SECRETS = """\
# a cluster with a login
security.protocol=SASL_SSL
sasl.mechanism = PLAIN

sasl.username=ann
sasl.password=ge=heim
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], KafkaConfig]:
    """Give a function that writes a file and reads it."""

    def read(text: str) -> KafkaConfig:
        path = tmp_path / "client.properties"
        path.write_text(text)
        path.chmod(0o600)
        return read_kafka_config(path)

    return read


def test_lines_are_properties(read: Callable[[str], KafkaConfig]) -> None:
    assert dict(read(SECRETS).properties) == {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "ann",
        "sasl.password": "ge=heim",
    }
    assert dict(read_kafka_config(None).properties) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.b=1\n\nsasl.password geheim\n", ":3: write key=value"),
        ("{sasl.password=geheim}\n", ":1: write key=value"),
        ("a=1\nb=2\na=1\n", ":3: a is there twice"),
        *((f"{key}=1\n", f":1: {key} cannot be set: ") for key in OURS),
    ],
)
def test_a_line_that_cannot_be_used_is_named_without_its_value(
    read: Callable[[str], KafkaConfig], text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        read(text)
    assert said in str(refused.value)
    assert "--kafka-config" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--kafka-config .*nowhere: No such file"):
        read_kafka_config(tmp_path / "nowhere")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not text in UTF-8"):
        read_kafka_config(tmp_path / "bytes")


def test_a_property_that_the_client_refuses_names_the_file(read: Callable[[str], KafkaConfig]) -> None:
    for text, said in (("no.such=1", "no.such"), ("security.protocol=x", "security.protocol")):
        with pytest.raises(ConfigError, match=f"--kafka-config .*client.properties: .*{said}"):
            Client(KafkaAddress("127.0.0.1:1", "adt"), read(text)).make(Producer, {})


def test_secrets_are_not_shown(read: Callable[[str], KafkaConfig]) -> None:
    config = read(SECRETS)
    assert "ge=heim" not in repr(config)
    client = Client(KafkaAddress("127.0.0.1:1", "adt"), config)
    error = client.failed(KafkaError(KafkaError._FAIL, "refused ge=heim of ann"))
    assert "refused *** of ann" in str(error)


def test_a_file_with_secrets_that_others_can_read_is_worth_a_warning(
    read: Callable[[str], KafkaConfig],
) -> None:
    config = read(SECRETS)
    assert config.path is not None
    assert config.warning() is None
    config.path.chmod(0o640)
    warning = (
        f"other users of this machine can read sasl.password in {config.path}; run chmod 600 {config.path}"
    )
    assert config.warning() == warning
    open_to_all = read("security.protocol=SSL\n")
    assert open_to_all.path is not None
    open_to_all.path.chmod(0o644)
    assert open_to_all.warning() is None


def test_the_warning_is_shown_when_a_topic_is_opened(
    read: Callable[[str], KafkaConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = read(SECRETS).path
    assert path is not None
    path.chmod(0o644)
    # Without the client, nothing is opened after the file was read.
    monkeypatch.setattr("healthgen_db.config.extras.find_spec", lambda name: None)
    shown: list[str] = []
    for end in (open_kafka_target, partial(open_kafka_source, group="x")):
        with pytest.raises(ConfigError, match="needs confluent-kafka"):
            end("kafka://127.0.0.1:1/adt", config=path, note=shown.append)
    assert len(shown) == 2
    assert "chmod 600" in shown[0]
