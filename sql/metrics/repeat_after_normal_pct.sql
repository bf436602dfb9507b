-- id: repeat_after_normal_pct
-- title: Next visit for the same condition, after a Normal visit
-- severity: warning
-- description: Counts patients with more than one condition, because a patient with one condition has no
--   choice. Courses of care are long, and most of their visits are Mild or Normal, so the share lies
--   above the reference's. Reads the first 20,000 patients. In the first year n is 0, because few
--   courses have come to their follow-ups.
-- unit: % of next visits
-- low: 30
-- high: 75
-- min_rows: 1000
-- source: reference model: 40 %

WITH steps AS (
    SELECT
        condition_id,
        lag(condition_id) OVER visit_order AS last_condition,
        lag(severity) OVER visit_order AS last_severity,
        min(condition_id) OVER patient <> max(condition_id) OVER patient AS has_choice
    FROM visits
    WHERE patient_id <= 20000
    WINDOW
        patient AS (PARTITION BY patient_id),
        visit_order AS (PARTITION BY patient_id ORDER BY visit_id)
)

SELECT
    100.0 * count(*) FILTER (WHERE condition_id = last_condition) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE (SELECT d.today - d.start FROM current_dataset AS d) >= 365) AS n
FROM steps
WHERE
    has_choice
    AND last_severity = 'Normal'
