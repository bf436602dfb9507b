-- Hospitals and their places, as reference snapshots tell them.

CREATE TABLE hospitals (
    hospital_id integer NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    time_zone text NOT NULL,
    CONSTRAINT pk_hospitals PRIMARY KEY (hospital_id)
);
COMMENT ON TABLE hospitals IS 'Hospitals, from the newest reference snapshot.';
COMMENT ON COLUMN hospitals.hospital_id IS 'Number of the hospital.';
COMMENT ON COLUMN hospitals.name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN hospitals.state IS 'State the hospital lies in.';
COMMENT ON COLUMN hospitals.time_zone IS 'IANA name of its time zone, such as America/Chicago.';

CREATE TABLE services (
    service text NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_services PRIMARY KEY (service)
);
COMMENT ON TABLE services IS
'Services of hospitals, such as Cardiology: who is responsible for a patient.';
COMMENT ON COLUMN services.service IS
'Code of the service, as in MIMIC-IV where it has one, such as CMED.';
COMMENT ON COLUMN services.name IS 'Name of the service, such as Cardiology.';

CREATE TABLE departments (
    department_id integer NOT NULL,
    hospital_id integer NOT NULL,
    service text NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_departments PRIMARY KEY (department_id)
);
COMMENT ON TABLE departments IS 'Departments: a hospital has one for each service that it offers.';
COMMENT ON COLUMN departments.department_id IS 'Number of the department: hospital_id * 100 + a number.';
COMMENT ON COLUMN departments.hospital_id IS 'The hospital.';
COMMENT ON COLUMN departments.service IS 'The service that the department gives.';
COMMENT ON COLUMN departments.name IS 'Name of the department.';

CREATE TABLE units (
    unit_id integer NOT NULL,
    hospital_id integer NOT NULL,
    department_id integer NOT NULL,
    name text NOT NULL,
    care_level text NOT NULL,
    ages text NOT NULL,
    patients_per_nurse numeric(3, 1) NOT NULL,
    beds smallint NOT NULL,
    CONSTRAINT pk_units PRIMARY KEY (unit_id)
);
COMMENT ON TABLE units IS
'Units of hospitals: wards, the emergency department, the operating rooms.';
COMMENT ON COLUMN units.unit_id IS 'Number of the unit: hospital_id * 1000 + a number.';
COMMENT ON COLUMN units.hospital_id IS 'The hospital.';
COMMENT ON COLUMN units.department_id IS 'The department that runs the unit, of the same hospital.';
COMMENT ON COLUMN units.name IS 'Name of the unit, such as Medicine 2.';
COMMENT ON COLUMN units.care_level IS
'Level of care: emergency, general, telemetry, step-down, intensive, labor or operating.';
COMMENT ON COLUMN units.ages IS 'Whom it takes: adult, child or all.';
COMMENT ON COLUMN units.patients_per_nurse IS 'Most patients that one nurse cares for at a time.';
COMMENT ON COLUMN units.beds IS
'Number of its beds, stations or operating rooms; table beds lists them.';

CREATE TABLE beds (
    bed_id integer NOT NULL,
    unit_id integer NOT NULL,
    hospital_id integer NOT NULL,
    kind text NOT NULL,
    room text NOT NULL,
    label text NOT NULL,
    CONSTRAINT pk_beds PRIMARY KEY (bed_id)
);
COMMENT ON TABLE beds IS
'Places where a patient can be: beds of wards, stations of emergency departments, operating '
'rooms.';
COMMENT ON COLUMN beds.bed_id IS 'Number of the bed: hospital_id * 100000 + a number.';
COMMENT ON COLUMN beds.unit_id IS 'The unit that it stands in.';
COMMENT ON COLUMN beds.hospital_id IS 'The hospital of the unit.';
COMMENT ON COLUMN beds.kind IS
'bed of a ward, station of an emergency department, or (operating) room.';
COMMENT ON COLUMN beds.room IS 'Room that it stands in.';
COMMENT ON COLUMN beds.label IS 'Its label in the room, such as A.';

CREATE TABLE complaints (
    complaint_id smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_complaints PRIMARY KEY (complaint_id)
);
COMMENT ON TABLE complaints IS 'Complaints, from the newest reference snapshot.';
COMMENT ON COLUMN complaints.complaint_id IS 'Number of the complaint.';
COMMENT ON COLUMN complaints.name IS 'Name of the complaint, such as Ankle sprain.';

CREATE TABLE conditions (
    condition_id smallint NOT NULL,
    name text NOT NULL,
    icd10_code text NOT NULL,
    CONSTRAINT pk_conditions PRIMARY KEY (condition_id)
);
COMMENT ON TABLE conditions IS 'Diagnoses, from the newest reference snapshot.';
COMMENT ON COLUMN conditions.condition_id IS 'Number of the condition.';
COMMENT ON COLUMN conditions.name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN conditions.icd10_code IS
'Default ICD-10-CM code; diagnosis_codes lists every code in use.';
