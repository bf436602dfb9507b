-- Table patients of MIMIC-IV's module hosp. MIMIC-IV moves the dates of each patient, and anchor_year_group
-- tells the real years. Here dates are not moved.

CREATE VIEW patients AS
WITH years AS (
    SELECT
        extract(YEAR FROM today)::integer AS anchor_year,
        -- Groups of three years, as in MIMIC-IV: 2008 to 2010, 2011 to 2013, and so on.
        2008 + 3 * floor((extract(YEAR FROM today) - 2008) / 3)::integer AS first_year
    FROM current_dataset
)

SELECT
    p.patient_id AS subject_id,
    left(p.gender, 1)::character(1) AS gender,
    p.age AS anchor_age,
    y.anchor_year::smallint AS anchor_year,
    concat(y.first_year, ' - ', y.first_year + 2)::character varying(20) AS anchor_year_group,
    p.date_of_death AS dod
FROM patients AS p
CROSS JOIN years AS y;

COMMENT ON VIEW patients IS 'Patients as in MIMIC-IV: one row for each, also those who were never admitted.';
COMMENT ON COLUMN patients.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN patients.gender IS 'F, M or O (other).';
COMMENT ON COLUMN patients.anchor_age IS
'Age on the dataset''s today. The age in another year is anchor_age + that year - anchor_year.';
COMMENT ON COLUMN patients.anchor_year IS 'Year of the dataset''s today.';
COMMENT ON COLUMN patients.anchor_year_group IS 'Three years with anchor_year among them.';
COMMENT ON COLUMN patients.dod IS 'Day of death; null while living.';
