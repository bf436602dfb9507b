"""Names of readers: always plain, never too long, and never the same for two warehouses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.cli.commands.server import Reader
from healthgen_db.config.fields import options
from healthgen_db.reader.names import MOST_LOGINS, group_mark, group_name, login_name, login_number

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=63)


def test_the_usual_names_can_be_guessed() -> None:
    assert group_name("healthgen", "healthcare") == "healthgen_reader_healthgen_healthcare"
    assert login_name("g", 1) == "g_01"
    assert login_name("g", 999) == "g_999"


@given(NAMES, NAMES)
def test_a_name_fits_with_its_number_and_needs_no_quotes(database: str, schema: str) -> None:
    group = group_name(database, schema)
    assert re.fullmatch(r"healthgen_reader_[a-z0-9_]+", group)
    assert len(login_name(group, MOST_LOGINS).encode()) <= 63


def test_the_command_makes_as_many_logins_as_names_have_room_for() -> None:
    assert options(Reader)["count"].limits == (1, MOST_LOGINS)


# Pairs of database and schema whose names would be the same if they were only put together, or cleaned.
CONFUSING = [
    ("a_b", "c"), ("a", "b_c"), ("a", "x_01"), ("a", "x"), ("a", "x-y"), ("a", "x_y"), ("a", "X"), ("a", "ö"),
    ("a", "ä"), ("a", 'x"'), ("a", "s" * 50 + "1"), ("a", "s" * 50 + "2"), ("a", "x_1"), ("a", "x_001"),
]  # fmt: skip


def test_two_warehouses_never_share_a_role() -> None:
    groups = [group_name(*names) for names in CONFUSING]
    logins = {login_name(group, number) for group in groups for number in (1, 2, 10, 100, 999)}
    assert len(set(groups)) == len(groups)
    assert not logins & set(groups)
    assert len(logins) == 5 * len(groups)
    assert len({group_mark(*names) for names in CONFUSING}) == len(groups)


@pytest.mark.parametrize("number", [1, 9, 10, 99, 100, 999])
def test_the_number_of_a_login_can_be_read_from_its_name(number: int) -> None:
    assert login_number("g", login_name("g", number)) == number


@pytest.mark.parametrize("name", ["g", "g_1", "g_1000", "g_0x", "h_01", "gg_01"])
def test_other_roles_have_no_number(name: str) -> None:
    assert login_number("g", name) is None
