"""The seasons of conditions, which differ between places. Older datasets get those of the US."""

from __future__ import annotations

from alembic import op
from sqlalchemy import CheckConstraint, ForeignKey, Numeric, PrimaryKeyConstraint, SmallInteger, Text

from healthgen_db.schema.tables.base import column

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# By condition and ages, shares of January to December, %.
SEASONS = {
    ("Asthma", "child"): (7.50, 7.60, 8.00, 8.60, 8.60, 5.90, 4.00, 5.30, 16.30, 11.00, 9.30, 7.90),
    ("Pneumonia", "all"): (11.50, 10.50, 10.30, 8.80, 7.80, 6.80, 6.40, 6.30, 6.80, 7.60, 8.00, 9.20),
    ("Flu", "all"): (26.60, 22.30, 9.50, 3.50, 1.50, 1.10, 0.80, 0.70, 0.90, 1.60, 8.00, 23.50),
    ("Allergies", "all"): (4.50, 5.00, 9.50, 14.50, 14.00, 9.00, 6.00, 8.50, 11.50, 8.00, 5.00, 4.50),
    ("COVID-19", "all"): (15.90, 12.20, 8.70, 5.20, 3.50, 3.10, 4.20, 8.90, 13.10, 6.20, 7.30, 11.70),
    ("Childbirth", "all"): (8.10, 7.50, 8.30, 8.00, 8.30, 8.30, 8.80, 9.00, 8.70, 8.50, 8.10, 8.40),
    ("COPD", "all"): (10.40, 9.60, 9.60, 8.60, 8.00, 7.00, 6.40, 6.40, 7.20, 8.40, 8.60, 9.80),
    ("Cellulitis", "all"): (7.40, 6.90, 7.60, 7.80, 8.60, 9.20, 9.90, 9.80, 9.00, 8.40, 7.80, 7.60),
    ("Heart failure", "all"): (9.40, 8.70, 9.20, 8.50, 8.30, 7.70, 7.60, 7.50, 7.50, 8.20, 8.50, 8.90),
    ("Gastroenteritis", "all"): (9.80, 9.80, 10.20, 8.80, 8.00, 7.20, 7.20, 7.40, 7.40, 7.60, 7.80, 8.80),
}
FILL = """
INSERT INTO condition_seasons (condition_id, ages, month, share)
SELECT c.condition_id, s.ages, s.month, s.share
FROM conditions AS c
JOIN (
    VALUES
    {}
) AS s (name, ages, month, share) USING (name)"""


def upgrade() -> None:
    op.create_table(
        "condition_seasons",
        column("condition_id", SmallInteger, "The condition.", ForeignKey("conditions.condition_id")),
        column("ages", Text, "Patients who have this season: all, child (under 18) or adult."),
        column("month", SmallInteger, "Month, 1 January to 12 December."),
        column("share", Numeric(5, 2), "Share of the new courses of a year that begin in the month, %."),
        PrimaryKeyConstraint("condition_id", "ages", "month"),
        CheckConstraint("ages IN ('all', 'child', 'adult')", name="ages"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share"),
        comment="When new courses of conditions begin, for conditions and ages with a season; without one all months"
        " are alike.",
    )
    rows = [
        f"('{name}', '{ages}', {month}, {share})"
        for (name, ages), shares in SEASONS.items()
        for month, share in enumerate(shares, 1)
    ]
    op.execute(FILL.format(",\n    ".join(rows)))


def downgrade() -> None:
    op.drop_table("condition_seasons")
