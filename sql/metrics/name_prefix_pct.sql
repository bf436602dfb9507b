-- id: name_prefix_pct
-- title: Adults with a prefix before the name
-- severity: warning
-- description: Mr., Mrs., Ms. or Dr.; children have none. Adults are of 18 and more on the day of
--   registration. Reads the first 50,000 patients.
-- unit: % of adults
-- low: 70
-- high: 82
-- min_rows: 2000
-- source: reference model: 75 %

SELECT
    100.0 * count(p.name_prefix) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM patients AS p
WHERE
    p.patient_id <= 50000
    AND p.date_of_birth <= p.registered_on - interval '18 years'
    AND p.gender <> 'Other'
