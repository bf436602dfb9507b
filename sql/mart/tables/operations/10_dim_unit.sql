-- Units of hospitals. It has no foreign key to dim_hospital: a second way from a fact to a hospital
-- confuses tools.

CREATE TABLE dim_unit (
    unit_key integer NOT NULL,
    unit_name text NOT NULL,
    department_name text NOT NULL,
    unit_hospital_name text NOT NULL,
    unit_service_name text NOT NULL,
    care_level text NOT NULL,
    ages text NOT NULL,
    is_ward boolean,
    patients_per_nurse numeric(3, 1),
    unit_beds smallint NOT NULL,
    CONSTRAINT pk_dim_unit PRIMARY KEY (unit_key),
    CONSTRAINT ck_dim_unit_unit_beds CHECK (unit_beds >= 0)
);
COMMENT ON TABLE dim_unit IS
'One row for each unit: wards, emergency departments, operating rooms, with department and hospital.';
COMMENT ON COLUMN dim_unit.unit_key IS 'Number of the unit (unit_id); 0 is None.';
COMMENT ON COLUMN dim_unit.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN dim_unit.department_name IS 'Department that runs the unit.';
COMMENT ON COLUMN dim_unit.unit_hospital_name IS
'Hospital of the unit, the same as that of the row of the fact.';
COMMENT ON COLUMN dim_unit.unit_service_name IS 'Service of the department, such as Cardiology.';
COMMENT ON COLUMN dim_unit.care_level IS
'emergency, general, telemetry, step-down, intensive, labor or operating.';
COMMENT ON COLUMN dim_unit.ages IS 'Whom it takes: adult, child or all.';
COMMENT ON COLUMN dim_unit.is_ward IS
'True for wards: units that are neither emergency nor operating. Occupancy counts only these; null in row 0.';
COMMENT ON COLUMN dim_unit.patients_per_nurse IS
'Most patients that one nurse cares for at a time; null for None. Never sum.';
COMMENT ON COLUMN dim_unit.unit_beds IS
'Beds, stations or operating rooms. Sum over units only, never over rows of a fact.';
