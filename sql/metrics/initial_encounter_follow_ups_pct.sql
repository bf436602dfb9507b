-- id: initial_encounter_follow_ups_pct
-- title: Follow-ups of injuries coded as initial encounter
-- severity: warning
-- description: ICD-10-CM codes of chapter XIX (S and T) end in A at the first visit, and in D at later
--   ones. Counts follow-ups with such codes. Reads the first 50,000 patients.
-- unit: % of these follow-ups
-- high: 0.5
-- min_rows: 1000
-- source: ICD-10-CM guidelines, I.C.19.a

SELECT
    100.0 * count(*) FILTER (WHERE icd10_code LIKE '%A') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits
WHERE
    patient_id <= 50000
    AND follow_up_of IS NOT NULL
    AND icd10_code ~ '^[ST]'
