"""A section of the report: facts by their names, and what is off."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """Something that is off."""

    what: str
    advice: str
    """What to do about it; empty if `what` says it."""


@dataclass
class Section:
    """Facts about one subject. They contain no password."""

    title: str
    facts: dict[str, object] = field(default_factory=dict)
    """Values that JSON knows, by a name of a few words."""
    problems: list[Problem] = field(default_factory=list)

    def off(self, what: str, advice: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(what, advice))
