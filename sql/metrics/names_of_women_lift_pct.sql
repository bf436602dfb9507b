-- id: names_of_women_lift_pct
-- title: Frequent first names of women, women against men
-- severity: warning
-- description: Share of women with one of 20 frequent names of women, less the share of men with one. n
--   counts the women. Reads the first 50,000 patients.
-- unit: % points
-- low: 6
-- min_rows: 5000
-- source: Social Security given names by sex

SELECT
    100.0 * (
        avg(of_women) FILTER (WHERE gender = 'Female')
        - avg(of_women) FILTER (WHERE gender = 'Male')
    ) AS value,
    count(*) FILTER (WHERE gender = 'Female') AS n
FROM (
    SELECT
        gender,
        (
            first_name IN (
                'Mary', 'Jennifer', 'Jessica', 'Linda', 'Patricia', 'Elizabeth', 'Barbara', 'Susan',
                'Sarah', 'Karen', 'Lisa', 'Michelle', 'Amanda', 'Melissa', 'Deborah', 'Stephanie',
                'Emily', 'Emma', 'Olivia', 'Sophia'
            )
        )::integer AS of_women
    FROM patients
    WHERE patient_id <= 50000
) AS names
