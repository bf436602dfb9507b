"""Patients register, leave and die; prices by month; views of the activity by month.

Rows of older datasets get what is known: patients registered on the dataset's start or at birth, nobody left or died,
and prices did not change.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Date, Numeric

from healthgen_db.schema.tables.base import column
from healthgen_db.schema.tables.views import view_clauses

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VIEWS = ("monthly_activity", "monthly_steadiness")
AGE = (
    "Age in whole years from birth to the dataset's today (see current_dataset), also after death or leaving."
)
OLD_AGE = "Age in whole years on the dataset's today (see current_dataset)."
ORIGIN = "The date by which N patients have registered, and whose month has the price 1."
OLD_ORIGIN = "The date that birth dates are anchored to."
REGISTERED = "Day from which the patient is in care; visits before the dataset's start are not recorded."
LEFT = (
    "Day on which the patient left; null while in care, after death, or if it is after the dataset's today."
)
DIED = "Day of death while in care; null while living, or if it is after the dataset's today."
CHECKS = {
    "registered_after_birth": "registered_on >= date_of_birth",
    "leaves_once": "num_nonnulls(left_on, date_of_death) <= 1",
    "left_after_registration": "left_on >= registered_on",
    "death_after_registration": "date_of_death >= registered_on",
}
FILL_REGISTERED = """
UPDATE patients SET registered_on = least(
    (SELECT min(v.date_of_admission) FROM visits AS v WHERE v.patient_id = patients.patient_id),
    greatest(date_of_birth, (SELECT start FROM current_dataset))
)"""
FILL_PRICES = """
INSERT INTO price_index (month, price)
SELECT CAST(m.month AS date), 1
FROM current_dataset AS d
CROSS JOIN LATERAL generate_series(date_trunc('month', d.start), d.today, INTERVAL '1 month') AS m (month)"""


def upgrade() -> None:
    op.create_table(
        "price_index",
        column("month", Date, "First day of the month.", null=False),
        column("price", Numeric(10, 6), "Price relative to the month of the dataset's origin, which has 1."),
        comment="Hospital prices by month: charge / price is the charge at the prices of the dataset's origin.",
    )
    op.create_primary_key(None, "price_index", ["month"])
    op.create_check_constraint("price", "price_index", "price > 0")
    op.create_check_constraint("first_of_month", "price_index", "extract(DAY FROM month) = 1")
    op.execute(FILL_PRICES)
    op.add_column("patients", column("registered_on", Date, REGISTERED, null=True))
    op.add_column("patients", column("left_on", Date, LEFT, null=True))
    op.add_column("patients", column("date_of_death", Date, DIED, null=True))
    op.execute(FILL_REGISTERED)
    op.alter_column("patients", "registered_on", nullable=False)
    op.alter_column("patients", "age", comment=AGE)
    op.alter_column("datasets", "origin", comment=ORIGIN)
    for clause in view_clauses("current_dataset", replace=True):
        op.execute(clause)
    op.drop_constraint(op.f("ck_patients_age"), "patients", type_="check")
    op.create_check_constraint("age", "patients", "age BETWEEN 0 AND 140")
    for name, condition in CHECKS.items():
        op.create_check_constraint(name, "patients", condition)
    for view in VIEWS:
        for clause in view_clauses(view):
            op.execute(clause)


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
    for name in reversed(CHECKS):
        op.drop_constraint(op.f(f"ck_patients_{name}"), "patients", type_="check")
    op.drop_constraint(op.f("ck_patients_age"), "patients", type_="check")
    op.create_check_constraint("age", "patients", "age BETWEEN 0 AND 120")
    op.alter_column("patients", "age", comment=OLD_AGE)
    op.alter_column("datasets", "origin", comment=OLD_ORIGIN)
    op.execute(f"COMMENT ON COLUMN current_dataset.origin IS '{OLD_ORIGIN}'")
    for name in ("date_of_death", "left_on", "registered_on"):
        op.drop_column("patients", name)
    op.drop_table("price_index")
