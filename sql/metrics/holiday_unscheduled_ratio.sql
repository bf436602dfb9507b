-- id: holiday_unscheduled_ratio
-- title: Unscheduled first visits on public holidays against the same weekday of near weeks
-- severity: warning
-- description: First visits whose treatment is not planned ahead, deliveries left out. Compares holidays
--   from Monday to Friday with the same weekday of the three weeks before and after, so that a season does
--   not count. n is the number of visits that the near weeks make expected. Reads the first 50,000 patients.
-- unit: ratio
-- low: 0.85
-- high: 1.15
-- min_rows: 900
-- source: assumption: illness does not know holidays

WITH by_day AS (
    SELECT
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN treatments AS t USING (treatment_id)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND NOT t.scheduled
        AND c.name <> 'Childbirth'
    GROUP BY v.date_of_admission
),

expected AS (
    SELECT
        h.day,
        avg(coalesce(b.visits, 0)) AS visits
    FROM holidays AS h
    CROSS JOIN current_dataset AS d
    CROSS JOIN unnest(ARRAY[-21, -14, -7, 7, 14, 21]) AS n (days)
    LEFT JOIN by_day AS b ON b.day = h.day + n.days
    WHERE
        extract(ISODOW FROM h.day) < 6
        AND h.day BETWEEN d.start + 21 AND d.today - 41
        AND h.day + n.days NOT IN (SELECT o.day FROM holidays AS o)
    GROUP BY h.day
)

SELECT
    sum(coalesce(b.visits, 0)) / nullif(sum(e.visits), 0) AS value,
    round(sum(e.visits)) AS n
FROM expected AS e
LEFT JOIN by_day AS b USING (day)
