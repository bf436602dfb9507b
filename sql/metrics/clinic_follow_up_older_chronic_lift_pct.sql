-- id: clinic_follow_up_older_chronic_lift_pct
-- title: Follow-up appointments of the clinic's chronic patients, 60 and older against younger
-- severity: warning
-- description: Difference between the shares of visits with a follow-up appointment, over chronic and
--   complex diseases. Other populations have no value.
-- unit: % points
-- low: 18
-- high: 100
-- min_rows: 1000
-- source: reference model, the clinic dataset

SELECT
    100.0 * (
        avg(cv.follow_up::integer) FILTER (WHERE cv.age >= 60)
        - avg(cv.follow_up::integer) FILTER (WHERE cv.age < 60)
    ) AS value,
    count(*) AS n
FROM clinic_visits AS cv
JOIN conditions AS c ON cv.diagnosis = c.name
WHERE
    c.category IN ('chronic', 'complex')
    AND (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'clinic'
