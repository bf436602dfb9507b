-- Staff with their history, from employments. Without operations its rows are the doctors, one row each.

CREATE TABLE dim_staff (
    staff_key integer NOT NULL,
    staff_id integer,
    version smallint NOT NULL,
    doctor_id integer,
    staff_name text NOT NULL,
    staff_gender text NOT NULL,
    staff_birth_date date,
    profession_since_date date,
    staff_group text NOT NULL,
    staff_role text NOT NULL,
    is_nurse boolean,
    specialty_name text NOT NULL,
    experience text NOT NULL,
    fte numeric(3, 2),
    is_agency boolean,
    home_hospital_name text NOT NULL,
    home_department_name text NOT NULL,
    home_unit_name text NOT NULL,
    team text NOT NULL,
    valid_from date,
    valid_to date,
    is_current boolean,
    began_because text NOT NULL,
    ended_because text NOT NULL,
    CONSTRAINT pk_dim_staff PRIMARY KEY (staff_key),
    CONSTRAINT ck_dim_staff_valid_to CHECK (valid_to > valid_from),
    CONSTRAINT ck_dim_staff_experience CHECK (experience IN ('junior', 'experienced', 'senior', 'None')),
    CONSTRAINT ck_dim_staff_version CHECK (version >= 0),
    CONSTRAINT ck_dim_staff_valid_from_of_people CHECK ((valid_from IS NULL) = (staff_key = 0))
);
COMMENT ON TABLE dim_staff IS
'One row for each time in which post, role and experience of a person stayed the same (SCD type 2).';
COMMENT ON COLUMN dim_staff.staff_key IS
'Key of this version of the person, made by each load; 0 is None. Facts point at the version of their day.';
COMMENT ON COLUMN dim_staff.staff_id IS
'The person, the same in all versions; null for doctors who are not in table staff.';
COMMENT ON COLUMN dim_staff.version IS 'Number of the version of the person, from 1.';
COMMENT ON COLUMN dim_staff.doctor_id IS 'The doctor of visits who this person is; null for others.';
COMMENT ON COLUMN dim_staff.staff_name IS
'First and last name; doctors have their title, such as Dr. Jane Smith.';
COMMENT ON COLUMN dim_staff.staff_gender IS 'Female or Male; None where it is not known.';
COMMENT ON COLUMN dim_staff.staff_birth_date IS 'Date of birth; null where it is not known.';
COMMENT ON COLUMN dim_staff.profession_since_date IS
'Since when the person has worked in this profession; null where it is not known.';
COMMENT ON COLUMN dim_staff.staff_group IS 'medical, nursing, allied health, support or management.';
COMMENT ON COLUMN dim_staff.staff_role IS
'Role in this version, such as Registered nurse; Doctor for doctors who are not in table staff.';
COMMENT ON COLUMN dim_staff.is_nurse IS
'True for roles that count in the number of patients per nurse, such as registered nurses; not for '
'practical nurses and nursing assistants. Null in row 0.';
COMMENT ON COLUMN dim_staff.specialty_name IS 'Specialty of a doctor; None for others.';
COMMENT ON COLUMN dim_staff.experience IS
'junior (under 5 years), experienced, or senior (15 years and more); None where it is not known.';
COMMENT ON COLUMN dim_staff.fte IS
'Full-time equivalent: 1 works full time. Null where it is not known. Never sum over versions.';
COMMENT ON COLUMN dim_staff.is_agency IS 'True when an agency sends the person; null in row 0.';
COMMENT ON COLUMN dim_staff.home_hospital_name IS
'Hospital that employs the person; None for doctors who are not in table staff.';
COMMENT ON COLUMN dim_staff.home_department_name IS
'Department of the post; None for posts of a whole hospital and for agencies.';
COMMENT ON COLUMN dim_staff.home_unit_name IS
'Unit of the post; None when the person works for several units.';
COMMENT ON COLUMN dim_staff.team IS
'Team: posts that share one kind of work, such as ward nurses; None where there is no post.';
COMMENT ON COLUMN dim_staff.valid_from IS 'First day of this version; null for None.';
COMMENT ON COLUMN dim_staff.valid_to IS
'Day after the last day of this version, known 28 days ahead; null while no end is known. (In employments '
'of the warehouse, valid_to is the last day itself.)';
COMMENT ON COLUMN dim_staff.is_current IS
'True when the version is valid on the dataset''s today. People who left have no such row.';
COMMENT ON COLUMN dim_staff.began_because IS
'hired, promoted, experience (next band), agency contract; None where it is not known.';
COMMENT ON COLUMN dim_staff.ended_because IS
'resigned, retired, promoted, experience, contract ended; None while no end is known.';
