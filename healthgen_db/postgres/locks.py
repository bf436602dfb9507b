"""Keys of advisory locks, which programs agree on by name."""

import hashlib


def lock_key(purpose: str, *names: str) -> int:
    """Return the 64-bit key of a lock: what it is for, and the schema and whatever else it is about."""
    digest = hashlib.sha256(" ".join(("healthgen", purpose, *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
