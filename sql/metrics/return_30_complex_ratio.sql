-- id: return_30_complex_ratio
-- title: Returns within 30 days: complex care against the other categories
-- severity: warning
-- description: Share of overnight stays for complex conditions that are followed by another overnight stay
--   of the patient within 30 days, divided by the mean of the shares of the other categories that have at
--   least 300 such stays. Counts stays that ended more than 30 days ago. Reads the first 50,000 patients.
-- unit: ratio
-- low: 1.2
-- min_rows: 10000
-- source: published readmissions are most frequent after complex care

WITH stays AS (
    SELECT
        condition_id,
        date_of_discharge,
        lead(date_of_admission) OVER (PARTITION BY patient_id ORDER BY visit_id) AS next_stay
    FROM visits
    WHERE
        patient_id <= 50000
        AND date_of_discharge > date_of_admission
),

by_category AS (
    SELECT
        c.category,
        1.0 * count(*) FILTER (WHERE s.next_stay - s.date_of_discharge <= 30) / count(*) AS share,
        count(*) AS stays
    FROM stays AS s
    JOIN conditions AS c USING (condition_id)
    WHERE s.date_of_discharge < (SELECT d.today - 30 FROM current_dataset AS d)
    GROUP BY c.category
    HAVING count(*) >= 300
)

SELECT
    avg(share) FILTER (WHERE category = 'complex')
    / nullif(avg(share) FILTER (WHERE category <> 'complex'), 0) AS value,
    sum(stays) AS n
FROM by_category
