"""How care is paid: the probabilities and ranges of charges, coverage, plans and payments, from behavior.toml."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from healthgen_db.world.catalog.directory import PayerKind
from healthgen_db.world.data_files import Days, Entry, Probability, Range, every, require_score


class Charges(Entry):
    """What visits cost, USD."""

    sigma: float = Field(gt=0)
    by_stay: Probability
    by_severity: Probability
    median: Probability
    minimum: float = Field(ge=0)
    increase: Range
    outlier_share: Probability
    outlier_times_top: float = Field(ge=1)

    @model_validator(mode="after")
    def _score_fits(self) -> Self:
        require_score(self.by_stay, self.by_severity)
        return self


ByPayer = Annotated[dict[PayerKind, Annotated[float, Field(gt=0)]], every(PayerKind)]
"""A figure for each kind of payer."""
PayerKindOrNone = Literal[PayerKind, "uninsured"]
ByPayerOrNone = Annotated[dict[PayerKindOrNone, Annotated[float, Field(gt=0)]], every(PayerKindOrNone)]
"""A figure for each kind of payer, and one for uninsured patients."""


class Coverage(Entry):
    """Which share of a charge the insurance pays."""

    low: Range
    high: Range
    low_share: ByPayer
    power: ByPayer
    alike: Probability
    """Share of a patient's bills with one coverage."""


class PlanStep(Entry):
    """The share of Incremental plans from a charge on, USD."""

    min_charge: float = Field(ge=0)
    share: Probability


class Plan(Entry):
    """Payment plans: when their bills are due, and how many bills have which plan."""

    full_due_days: int = Field(ge=1)
    incremental_due_months: int = Field(ge=1)
    incremental: tuple[PlanStep, ...] = Field(min_length=1)
    uninsured_extra: Probability
    by_payer: ByPayer

    @model_validator(mode="after")
    def _falling(self) -> Self:
        charges = [step.min_charge for step in self.incremental]
        if charges != sorted(set(charges), reverse=True) or charges[-1] != 0:
            raise ValueError(
                f"min_charge of incremental must fall from row to row and end with 0, not {charges}"
            )
        return self


class ByInsurance(Entry):
    """A figure for insured and one for uninsured patients."""

    insured: float = Field(ge=0)
    uninsured: float = Field(ge=0)


class Payment(Entry):
    """When bills are written and paid."""

    billing_lag_days: Days
    on_time_days_before: Days
    late_days_after: Days
    first_last_instalment_months: int = Field(ge=1, le=12)
    promptness: ByPayerOrNone
    late_paid_factor: ByPayerOrNone
    on_time: ByInsurance
    late_unpaid_factor: ByInsurance
    late_unpaid_limits: Range
    large_charge: float = Field(ge=0)
    large_charge_late_paid_extra: Probability
    large_charge_on_time_less: Probability
