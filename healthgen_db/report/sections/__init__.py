"""The sections of the report, in the order of the page.

A section names its query files in sql/report and builds its content from their rows. It returns None if there are no
rows, and the page then says in one line that it is left out.
"""

from healthgen_db.report.content import Section
from healthgen_db.report.sections.about import GOOD, NUMBERS, WHAT
from healthgen_db.report.sections.calendar import CALENDAR
from healthgen_db.report.sections.checks import CHECKS
from healthgen_db.report.sections.clinic import CLINIC
from healthgen_db.report.sections.conditions import CONDITIONS
from healthgen_db.report.sections.hospital import FIGURES, HOSPITAL
from healthgen_db.report.sections.payments import PAYMENTS
from healthgen_db.report.sections.people import PEOPLE
from healthgen_db.report.sections.places import PLACES
from healthgen_db.report.sections.same_day import SAME_DAY
from healthgen_db.report.sections.stays import STAYS
from healthgen_db.report.sections.visits import VISITS

SECTIONS: tuple[Section, ...] = (
    WHAT,
    GOOD,
    NUMBERS,
    VISITS,
    PLACES,
    PEOPLE,
    CONDITIONS,
    CALENDAR,
    CLINIC,
    STAYS,
    PAYMENTS,
    SAME_DAY,
    *HOSPITAL,
    CHECKS,
    *FIGURES,
)
