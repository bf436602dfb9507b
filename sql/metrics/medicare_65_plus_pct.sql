-- id: medicare_65_plus_pct
-- title: Insured patients of 65 and over with Medicare first
-- severity: warning
-- description: Medicare pays first for nearly all people of that age, with or without private insurance.
--   Ages and payers are those on today; the dead do not count. Reads the first 50,000 patients.
-- unit: % of these patients
-- low: 96.5
-- high: 99.5
-- min_rows: 2000
-- source: AHRQ MEPS-HC 2022: about 98 %

SELECT
    100.0 * count(*) FILTER (WHERE i.kind = 'Medicare') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM patients AS p
JOIN insurance_providers AS i USING (insurance_provider_id)
WHERE
    p.patient_id <= 50000
    AND p.date_of_death IS NULL
    AND p.age >= 65
