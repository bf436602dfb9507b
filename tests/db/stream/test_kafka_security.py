"""TLS and a login, from the file of --kafka-config."""

from __future__ import annotations

import ssl
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from healthgen_db.config.errors import StreamError
from healthgen_db.stream.kafka.opening import open_kafka_source, open_kafka_target
from tests.brokers import HOST, broker, free_port
from tests.db.crash.proxy import TcpProxy


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for an answer that never comes."""
    monkeypatch.setattr("healthgen_db.stream.kafka.topics.ANSWER_WITHIN", 1.0)


@pytest.mark.usefixtures("quickly")
def test_a_broker_with_tls(tmp_path: Path, quick_group: Path) -> None:
    authority = trustme.CA()
    certificate, config = tmp_path / "authority.pem", tmp_path / "tls.properties"
    authority.cert_pem.write_to_path(str(certificate))
    config.write_text(f"security.protocol=SSL\nssl.ca.location={certificate}\n{quick_group.read_text()}")
    port = free_port()
    # The broker of the tests has no TLS of its own.
    with TcpProxy(HOST, port) as proxy, broker(port=port, seen_at=proxy.own_port):
        proxy.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(HOST).configure_cert(proxy.tls)
        url = f"kafka://{HOST}:{proxy.own_port}/adt"
        with closing(open_kafka_target(url, config=config)) as target:
            target.begin(b"{}")
        with closing(open_kafka_source(url, group="tls", config=config)) as source:
            source.start(lambda _: 0)
            assert [message.raw for message in source.poll(100, 1.0)] == [b"{}"] * 4
        with pytest.raises(StreamError, match="a broker with TLS or a login needs --kafka-config"):
            open_kafka_target(url)


@pytest.mark.usefixtures("quickly")
def test_a_login_that_the_broker_refuses(tmp_path: Path) -> None:
    config = tmp_path / "login.properties"
    login = ("security.protocol=SASL_PLAINTEXT", "sasl.mechanism=SCRAM-SHA-256", "sasl.username=ann")
    config.write_text("\n".join([*login, "sasl.password=geheim"]))
    with broker(login=True) as running:
        url = f"kafka://{HOST}:{running.port}/adt"
        with pytest.raises(
            StreamError, match=r"refuses the login .*authentication failed.*correct the sasl"
        ) as refused:
            open_kafka_target(url, config=config)
    assert "geheim" not in str(refused.value)
