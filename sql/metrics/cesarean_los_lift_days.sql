-- id: cesarean_los_lift_days
-- title: Stay after a cesarean section against other deliveries
-- severity: warning
-- description: Difference between the mean lengths of stay. n counts the cesarean sections.
-- unit: days
-- low: 0.8
-- high: 1.6
-- min_rows: 300
-- source: CMS MS-DRG FY2026: 3.6 against 2.4 days

SELECT
    avg(v.date_of_discharge - v.date_of_admission) FILTER (WHERE t.name = 'Cesarean Section')
    - avg(v.date_of_discharge - v.date_of_admission) FILTER (WHERE t.name <> 'Cesarean Section') AS value,
    count(*) FILTER (WHERE t.name = 'Cesarean Section') AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NULL
