"""The role of each visit's treatment: primary, secondary, monitoring, or a follow-up treatment of the condition's own.

The role of a first visit is known before its day, because scheduled treatments are on working days. The role of a
follow-up is drawn after its stay, because some treatments need no bed.
"""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.codes import FIRST_ROLES
from healthgen_db.generate.care.condition_parameters import MILD
from healthgen_db.world.behavior import RoleShares
from healthgen_db.world.catalog.entries import MONITORING, Condition
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World

# The roles of treatments. Follow-up treatments that a condition has of its own have the roles from FIRST_ROLES on.
PRIMARY, SECONDARY, MONITORED = range(FIRST_ROLES)
NO_ROLE = -1
# The last of the steps in which treatments take the same-day follow-ups.
OTHERS = 2
JUST_BELOW_ONE = 1 - 1e-12


class RoleTables:
    """Shares of the roles, made once for each world. A role beyond the last one of a condition has the share 0.

    treatment: int64, shape (conditions, roles), index of the treatment, 0 beyond the last role
    scheduled: bool, same shape, whether the treatment is planned ahead
    step: int64, same shape, in which order treatments take the same-day follow-ups: 0 needs no bed, 1 Monitoring, 2
        others
    always_in_order: bool, shape (conditions,), whether all follow-ups keep the order, and not only `in_order` of them
    gives_drug: bool, same shape
    first, follow_up: float64, same shape, shares of the roles
    procedure: int64, shape (conditions,), role of the procedure, -1 if there is none
    drug_side: int64, shape (conditions,), 1 if only the primary treatment is a drug, -1 if only the secondary, else 0
    follow_up_drug_side: int64, shape (conditions,), the same for follow-ups, 0 with follow-up treatments of their own
    medication_bias: float64, shape (doctors,), added to the share of treatments that are given as drugs
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.medication_bias = world.facilities.doctors.medication_bias
        treatments, shares = world.catalog.treatments, world.behavior.treatment
        names = [treatment.name for treatment in treatments]
        conditions = world.catalog.conditions
        roles = [list(condition.roles) for condition in conditions]
        widest = max(map(len, roles))
        self.treatment = np.array(
            [[names.index(name) for name in row] + [0] * (widest - len(row)) for row in roles], dtype=np.int64
        )
        known = np.arange(widest) < np.array([len(row) for row in roles])[:, None]
        self.scheduled, outpatient, self.gives_drug = (
            np.array(flags)[self.treatment] & known
            for flags in zip(
                *((each.scheduled, each.outpatient, each.given_as_drug) for each in treatments), strict=True
            )
        )
        monitoring = np.arange(widest) == MONITORED
        self.step = np.where(outpatient, 0, np.where(monitoring, 1, OTHERS))
        by_category = world.catalog.categories
        self.always_in_order = np.array(
            [
                (entry.same_day_follow_ups, by_category[entry.category].same_day_follow_ups) != (None, None)
                for entry in conditions
            ]
        )
        self.in_order = world.behavior.stay.in_order
        self.first = np.array([_first_shares(condition, shares.first, widest) for condition in conditions])
        self.follow_up = np.array(
            [_follow_up_shares(condition, shares.follow_up, widest) for condition in conditions]
        )
        self.procedure = np.array(
            [
                row.index(condition.procedure.treatment) if condition.procedure else NO_ROLE
                for condition, row in zip(conditions, roles, strict=True)
            ]
        )
        self.drug_side = self.gives_drug[:, PRIMARY].astype(np.int64) - self.gives_drug[:, SECONDARY]
        own = np.array([condition.follow_ups is not None for condition in conditions])
        self.follow_up_drug_side = np.where(own, 0, self.drug_side)


def _first_shares(condition: Condition, shares: RoleShares, roles: int) -> list[float]:
    monitoring = shares["monitoring"] * condition.first_monitoring
    return [shares["primary"], shares["secondary"], monitoring, *[0.0] * (roles - FIRST_ROLES)]


def _follow_up_shares(condition: Condition, shares: RoleShares, roles: int) -> list[float]:
    names = list(condition.roles)
    given = condition.follow_ups or {
        condition.primary: shares["primary"],
        condition.secondary: shares["secondary"],
        MONITORING: shares["monitoring"],
    }
    return [given.get(name, 0.0) for name in names] + [0.0] * (roles - len(names))


def first_roles(
    tables: RoleTables,
    key: Ints,
    condition: Ints,
    doctor: Ints,
    *,
    severity: NDArray[np.int8],
    procedure: NDArray[np.bool_],
    fits: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Draw the roles of first visits, as columns of shape (first visits,).

    At Moderate or Severe severity there is a treatment, never monitoring. procedure: whether it has been planned; fits:
    shape (first visits, first roles), which treatments the code of the visit allows
    """
    # a doctor with a positive bias gives the treatment that is a drug more often, the other one less often
    role_of_procedure = tables.procedure[condition]
    shift = tables.medication_bias[doctor] * tables.drug_side[condition] * (role_of_procedure == NO_ROLE)
    primary = (tables.first[condition, PRIMARY] + shift) * (role_of_procedure != PRIMARY) * fits[:, PRIMARY]
    secondary = tables.first[condition, SECONDARY] - shift
    secondary = secondary * (role_of_procedure != SECONDARY) * fits[:, SECONDARY]
    monitored = tables.first[condition, MONITORED] * (severity <= MILD) * fits[:, MONITORED]
    chance = tables.draws.uniform("visit.treatment", key) * (primary + secondary + monitored)
    drawn = (chance >= primary).astype(np.int8) + (chance >= primary + secondary)
    roles: NDArray[np.int8] = np.where(procedure, role_of_procedure, drawn).astype(np.int8)
    return roles


def follow_up_roles(
    tables: RoleTables,
    key: Ints,
    condition: Ints,
    doctor: Ints,
    *,
    same_day: NDArray[np.bool_],
    same_day_share: Floats,
) -> NDArray[np.int8]:
    """Draw the roles of follow-ups, as columns of shape (follow-ups,).

    Same-day visits have the treatments that need no bed first, so that few of these are on visits with a night. The
    shares of the treatments stay the same. same_day_share: probability that such a visit is a same-day visit
    """
    shift = tables.medication_bias[doctor] * tables.follow_up_drug_side[condition]
    shares = tables.follow_up[condition].T.copy()
    shares[PRIMARY] += shift
    shares[SECONDARY] -= shift
    step = tables.step[condition].T
    no_bed, monitored = (np.where(step == number, shares, 0.0).sum(axis=0) for number in range(OTHERS))
    # The first part of [0, 1), as long as the share of same-day visits, is for these.
    chance = tables.draws.uniform("visit.treatment", key)
    place = np.where(same_day, chance * same_day_share, same_day_share + chance * (1 - same_day_share))
    ordered = tables.always_in_order[condition]
    ordered = ordered | (tables.draws.uniform("visit.in_order", key) < tables.in_order)
    # a little below the sum of the shares, so that no step without a share is taken
    place = np.where(ordered, place, chance) * shares.sum(axis=0) * JUST_BELOW_ONE
    taken = (place >= no_bed).astype(np.int64) + (place >= no_bed + monitored)
    shares = np.where(step == taken, shares, 0.0)
    below = np.cumsum(shares, axis=0)
    chance = tables.draws.uniform("visit.follow_up", key) * below[-1]
    roles: NDArray[np.int8] = (below <= chance).sum(axis=0).astype(np.int8)
    return roles
