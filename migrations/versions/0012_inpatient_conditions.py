"""Conditions of the category inpatient: the diagnoses of hospital stays that --conditions full adds."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD = "chronic", "complex", "acute", "minor", "depression"
NEW = *OLD, "inpatient"


def upgrade() -> None:
    _replace_categories(OLD, NEW)


def downgrade() -> None:
    _replace_categories(NEW, OLD)


def _replace_categories(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_conditions_category"), "conditions", type_="check")
    names = ", ".join(f"'{name}'" for name in new)
    op.create_check_constraint("category", "conditions", f"category IN ({names})")
    op.alter_column(
        "conditions",
        "category",
        comment=_comment(new),
        existing_comment=_comment(old),
        existing_nullable=False,
    )


def _comment(names: tuple[str, ...]) -> str:
    return f"How it behaves: {', '.join(names[:-1])} or {names[-1]}."
