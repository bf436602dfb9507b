"""Checks of bills: patients, amounts, due dates, payments and statuses."""

from __future__ import annotations

import polars as pl

from .registry import check
from .tables import Tables

coverage, responsibility = pl.col("insurance_coverage_amount"), pl.col("patient_responsibility_amount")
total = pl.col("total_charge")
payer = pl.col("insurance_provider_id")
billed, due, paid = pl.col("billing_date"), pl.col("expected_payment_date"), pl.col("actual_payment_date")


def bills_where(tables: Tables, broken: pl.Expr) -> pl.Series:
    """Return the billing_id of the bills for which an expression is true."""
    return tables.billing.filter(broken)["billing_id"]


@check
def billing_unique_ids(tables: Tables) -> pl.Series:
    """Rule 1: IDs are unique."""
    ids = tables.billing["billing_id"]
    return ids.filter(ids.is_duplicated())


@check
def multiple_billings_per_visit(tables: Tables) -> pl.Series:
    """Rule 1: visits to billing is exactly one to one: at most one."""
    visits = tables.billing["visit_id"]
    return visits.filter(visits.is_duplicated())


@check
def billing_without_visit(tables: Tables) -> pl.Series:
    """Rule 1: visits to billing is exactly one to one: no bill without a visit."""
    return tables.billing.join(tables["visits"], on="visit_id", how="anti")["billing_id"]


@check
def billing_patient_mismatches(tables: Tables) -> pl.Series:
    """Rule 1: a bill belongs to its visit's patient."""
    pairs = tables.billing.join(tables["visits"].select("visit_id", seen="patient_id"), on="visit_id")
    return pairs.filter(pl.col("patient_id") != pl.col("seen"))["billing_id"]


@check
def billing_total_mismatches(tables: Tables) -> pl.Series:
    """Rule 10: total_charge = insurance_coverage_amount + patient_responsibility_amount."""
    return bills_where(tables, total != coverage + responsibility)


@check
def negative_amounts(tables: Tables) -> pl.Series:
    """Rule 10: all amounts are at least 0."""
    return bills_where(tables, pl.any_horizontal(coverage < 0, responsibility < 0, total < 0))


@check
def charges_below_87(tables: Tables) -> pl.Series:
    """Rule 10: the total is at least 87."""
    return bills_where(tables, total < 87)


@check
def zero_charges(tables: Tables) -> pl.Series:
    """Rule 10: the total is not zero."""
    return bills_where(tables, total == 0)


def with_payers(tables: Tables) -> pl.DataFrame:
    """Return the bills with the ages of the patient at admission and today, and the payer of today with its kind."""
    kinds = tables["insurance_providers"].select(payer_today="insurance_provider_id", kind_today="kind")
    patients = (
        tables["patients"]
        .select("patient_id", age_today="age", payer_today="insurance_provider_id")
        .join(kinds, on="payer_today", how="left")
    )
    return tables.billing.join(tables["visits"].select("visit_id", "age"), on="visit_id").join(
        patients, on="patient_id"
    )


@check
def uninsured_with_coverage(tables: Tables) -> pl.Series:
    """Rule 10: uninsured patients have coverage 0."""
    return bills_where(tables, payer.is_null() & (coverage != 0))


@check
def billing_payer_mismatches(tables: Tables) -> pl.Series:
    """Money: the payer changes at 65, to Medicare, and nobody becomes uninsured."""
    turned_65 = (pl.col("age") < 65) & (pl.col("age_today") >= 65)
    to_medicare = turned_65 & pl.col("kind_today").eq_missing("Medicare")
    return with_payers(tables).filter(~(payer.eq_missing(pl.col("payer_today")) | to_medicare))["billing_id"]


@check
def payer_changes_before_65(tables: Tables) -> pl.Series:
    """Money: the payer changes at 65, and at no other age."""
    before = with_payers(tables).filter(pl.col("age") < 65, pl.col("age_today") >= 65)
    patients = before.select("patient_id", "insurance_provider_id").unique()["patient_id"]
    return patients.filter(patients.is_duplicated())


@check
def billing_date_out_of_range(tables: Tables) -> pl.Series:
    """Rule 12: billing_date is 0-5 days after discharge."""
    pairs = tables.billing.join(tables.visits.select("visit_id", "date_of_discharge"), on="visit_id")
    days = (billed - pl.col("date_of_discharge")).dt.total_days()
    return pairs.filter(~days.is_between(0, 5))["billing_id"]


@check
def billing_dates_out_of_order(tables: Tables) -> pl.Series:
    """Bills and returns: a patient's bills keep the order of the visits."""
    bills = tables.billing.sort("patient_id", "visit_id")
    return bills.filter(billed < billed.shift(1).over("patient_id"))["visit_id"]


@check
def billing_future_dates(tables: Tables) -> pl.Series:
    """Rule 13: no date after today: no billing."""
    return bills_where(tables, billed > tables.today)


@check
def payment_future_dates(tables: Tables) -> pl.Series:
    """Rule 13: no date after today: no actual payment."""
    return bills_where(tables, paid > tables.today)


@check
def payment_before_billing(tables: Tables) -> pl.Series:
    """Rule 12: a bill is paid on or after its date."""
    return bills_where(tables, paid < billed)


@check
def expected_payment_date_mismatches(tables: Tables) -> pl.Series:
    """Rule 12: payment plan Full is due 30 days after billing_date, Incremental 12 months after."""
    terms = {"Full": "30d", "Incremental": "12mo"}
    right = [
        (pl.col("payment_plan") == plan) & (due == billed.dt.offset_by(term)) for plan, term in terms.items()
    ]
    return bills_where(tables, ~pl.any_horizontal(right))


@check
def payment_status_mismatches(tables: Tables) -> pl.Series:
    """Rule 12: paid by the due date Paid, later Late-Paid; unpaid In-progress, and Late-Unpaid once due."""
    status = (
        pl.when(paid <= due)
        .then(pl.lit("Paid"))
        .when(paid > due)
        .then(pl.lit("Late-Paid"))
        .when(due > tables.today)
        .then(pl.lit("In-progress"))
        .otherwise(pl.lit("Late-Unpaid"))
    )
    return bills_where(tables, pl.col("payment_status") != status)
