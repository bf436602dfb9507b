-- id: neighbour_strength_pct
-- title: Changes of strength to the next weaker or stronger one
-- severity: warning
-- description: Of drug visits with the same drug as the drug visit before, in another strength. Strengths
--   are in the order of their first number, among the strengths that the drug has for the condition and for
--   children or adults in the data. n counts the changes of strength. Reads the first 20,000 patients.
-- unit: % of the changes
-- low: 97
-- min_rows: 500
-- source: assumption: a dose is changed step by step

WITH given AS (
    SELECT
        condition_id,
        medication_id,
        age >= 18 AS adult,
        dosage,
        lag(medication_id) OVER course AS drug_before,
        lag(age >= 18) OVER course AS adult_before,
        lag(dosage) OVER course AS dosage_before
    FROM visits
    WHERE
        patient_id <= 20000
        AND medication_id IS NOT NULL
    WINDOW course AS (PARTITION BY patient_id, condition_id ORDER BY visit_id)
),

strengths AS (
    SELECT
        condition_id,
        medication_id,
        adult,
        dosage,
        dense_rank() OVER (
            PARTITION BY condition_id, medication_id, adult
            ORDER BY substring(dosage FROM '[0-9]+\.?[0-9]*')::numeric
        ) AS step
    FROM given
    GROUP BY condition_id, medication_id, adult, dosage
)

SELECT
    100.0 * count(*) FILTER (WHERE abs(now.step - before.step) <= 1) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM given AS g
JOIN strengths AS now USING (condition_id, medication_id, adult, dosage)
JOIN strengths AS before
    ON
        g.condition_id = before.condition_id
        AND g.medication_id = before.medication_id
        AND g.adult = before.adult
        AND g.dosage_before = before.dosage
WHERE
    g.medication_id = g.drug_before
    AND g.adult = g.adult_before
    AND g.dosage <> g.dosage_before
