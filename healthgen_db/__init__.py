"""A realistic synthetic US healthcare warehouse in PostgreSQL."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("healthgen-db")
