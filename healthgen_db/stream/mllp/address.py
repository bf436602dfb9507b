"""Addresses of MLLP: mllp://host:port."""

from urllib.parse import urlsplit

from healthgen_db.config.errors import ConfigError

SCHEME = "mllp://"


def read_address(url: str, option: str) -> tuple[str, int]:
    """Return host and port of a URL. option: the option that it was given to. Raises ConfigError if it is wrong."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    # A receiver may let the system choose its port, which is 0 then. Nobody can be reached at it.
    no_port = port is None or (port == 0 and option == "--to")
    if not host or port is None or no_port or parts.path.strip("/") or parts.username:
        raise ConfigError(f"{option} {url}: write {SCHEME}host:port, such as {SCHEME}127.0.0.1:2575")
    return host, port
