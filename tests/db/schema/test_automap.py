"""SQLAlchemy's automap reads the whole schema: a class for each table, a relationship for each foreign key."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

# Automap turns these tables into relationships, because they have only two foreign keys.
LINKS = {"condition_medications", "specialty_treatments"}


# Composite keys share columns with simple keys, and SQLAlchemy warns about that.
@pytest.mark.filterwarnings("ignore:relationship .* will copy column")
def test_every_table_becomes_a_class_with_its_relationships(old_dsn: str) -> None:
    arguments = conninfo_to_dict(old_dsn, options="-c search_path=healthcare")
    engine = create_engine("postgresql+psycopg://", connect_args=arguments)
    base = automap_base()
    base.prepare(autoload_with=engine)
    tables = base.metadata.tables.keys()
    assert {"patients", "visits", "billing", "state_neighbors", "load_blocks"} <= tables
    assert set(base.classes.keys()) == tables - LINKS
    with Session(engine) as session:
        visit = session.query(base.classes.visits).first()
        assert visit.patients.patient_id == visit.patient_id
        assert visit in visit.patients.visits_collection
        assert {bill.visit_id for bill in visit.billing_collection} == {visit.visit_id}
        assert visit.conditions.name
        pair = session.query(base.classes.state_neighbors).filter_by(state="NY", neighbor="NJ").one()
        assert pair.miles == 75
    engine.dispose()
