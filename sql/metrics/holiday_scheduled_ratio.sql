-- id: holiday_scheduled_ratio
-- title: Scheduled visits on public holidays against the same weekday of near weeks
-- severity: warning
-- description: First visits whose treatment is planned ahead, and follow-ups 30 days or more after the visit
--   before; deliveries left out. Compares holidays from Monday to Friday with the same weekday of the three
--   weeks before and after. n is the number of visits that the near weeks make expected. Reads the first
--   20,000 patients.
-- unit: ratio
-- high: 0.6
-- min_rows: 500
-- source: assumption: planned care dips by 30 to 60 % and more

WITH by_day AS (
    SELECT
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN treatments AS t USING (treatment_id)
    LEFT JOIN visits AS before ON v.follow_up_of = before.visit_id AND before.patient_id <= 20000
    WHERE
        v.patient_id <= 20000
        AND CASE
            WHEN v.follow_up_of IS NULL THEN t.scheduled AND c.name <> 'Childbirth'
            ELSE v.date_of_admission >= before.date_of_discharge + 30
        END
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
