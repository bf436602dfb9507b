-- id: name_prefix_mismatch_pct
-- title: Prefixes that do not fit the patient
-- severity: warning
-- description: Mr. before a name that is not a man's, Mrs. or Ms. before a name that is not a woman's,
--   and any prefix of a child (under 18 on the day of registration). Reads the first 50,000 patients.
-- unit: % of prefixes
-- high: 0
-- min_rows: 100
-- source: reference model: prefixes fit sex and age

SELECT
    100.0 * count(*) FILTER (
        WHERE
        (p.name_prefix = 'Mr.' AND p.gender <> 'Male')
        OR (p.name_prefix IN ('Mrs.', 'Ms.') AND p.gender <> 'Female')
        OR p.date_of_birth > p.registered_on - interval '18 years'
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM patients AS p
WHERE
    p.patient_id <= 50000
    AND p.name_prefix IS NOT NULL
