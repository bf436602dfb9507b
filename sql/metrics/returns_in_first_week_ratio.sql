-- id: returns_in_first_week_ratio
-- title: Returns in the first week after an overnight stay, against the second week
-- severity: warning
-- description: Returns in days 1 to 7 after a discharge, divided by those in days 8 to 14. Returns are
--   most frequent in the first week. A return is the patient's next visit, for any condition. n counts
--   the returns of both weeks. Reads the first 50,000 patients.
-- unit: ratio
-- low: 1.05
-- high: 3
-- min_rows: 3000
-- source: assumption, from published readmission curves

WITH gaps AS (
    SELECT
        date_of_admission - lag(date_of_discharge) OVER visit_order AS days,
        lag(date_of_discharge > date_of_admission) OVER visit_order AS overnight
    FROM visits
    WHERE patient_id <= 50000
    WINDOW visit_order AS (PARTITION BY patient_id ORDER BY visit_id)
)

SELECT
    count(*) FILTER (WHERE days <= 7)::numeric / nullif(count(*) FILTER (WHERE days > 7), 0) AS value,
    count(*) AS n
FROM gaps
WHERE
    overnight
    AND days BETWEEN 1 AND 14
