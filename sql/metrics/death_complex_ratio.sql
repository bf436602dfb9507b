-- id: death_complex_ratio
-- title: Deaths of patients of 65 and over: complex first condition against others
-- severity: warning
-- description: How many times more often patients die in care if the first condition that they were seen
--   for is complex. Patients of 65 and over at the end of their care. Those whose first condition is an
--   inpatient diagnosis do not count. n counts the deaths.
-- unit: ratio
-- low: 1.8
-- high: 6
-- min_rows: 1000
-- source: assumption: complex conditions are more often fatal

WITH firsts AS (
    SELECT DISTINCT ON (patient_id)
        patient_id,
        condition_id
    FROM visits
    ORDER BY patient_id, visit_id
),

care AS (
    SELECT
        p.date_of_death,
        least(p.left_on, p.date_of_death, d.today) - greatest(p.registered_on, d.start) AS days,
        c.category = 'complex' AS is_complex
    FROM firsts
    JOIN patients AS p USING (patient_id)
    JOIN conditions AS c USING (condition_id)
    CROSS JOIN current_dataset AS d
    WHERE
        c.category <> 'inpatient'
        AND least(p.left_on, p.date_of_death, d.today) >= p.date_of_birth + interval '65 years'
)

SELECT
    (
        count(date_of_death) FILTER (WHERE is_complex)::numeric
        / nullif(sum(days) FILTER (WHERE is_complex), 0)
    ) / nullif(
        count(date_of_death) FILTER (WHERE NOT is_complex)::numeric
        / nullif(sum(days) FILTER (WHERE NOT is_complex), 0), 0
    ) AS value,
    count(date_of_death) AS n
FROM care
