-- id: clinic_gender_max_deviation_pct
-- title: Genders at the clinic's visits, largest difference from 45, 43 and 12 %
-- severity: warning
-- description: Male, female and others. Other populations have no value.
-- unit: % points
-- high: 1
-- min_rows: 2500
-- source: reference model, the clinic dataset

WITH shares AS (
    SELECT
        100.0 * avg((p.gender = 'Male')::integer) AS male,
        100.0 * avg((p.gender = 'Female')::integer) AS female,
        100.0 * avg((p.gender = 'Other')::integer) AS others,
        count(v.visit_id) AS visits
    FROM visits AS v
    JOIN patients AS p USING (patient_id)
    WHERE (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'clinic'
)

SELECT
    CASE WHEN visits > 0 THEN greatest(abs(male - 45), abs(female - 43), abs(others - 12)) END AS value,
    visits AS n
FROM shares
