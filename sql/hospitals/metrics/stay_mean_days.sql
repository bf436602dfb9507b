-- id: stay_mean_days
-- title: Length of the first inpatient stay for a condition
-- severity: warning
-- description: From admission to leaving. Returns for follow-up do not count, which have one or two
--   nights. The reference model gives the 17 conditions shorter stays than hospitals have. Leaves out the
--   first 30 days, in which hospitals fill up.
-- unit: days (mean)
-- low: 2.5
-- high: 5.2
-- min_rows: 1000
-- source: published: 4.5 days, 36.5 million stays of all kinds (HCUP 2012)

SELECT
    avg(extract(EPOCH FROM e.left_at - e.admitted_at)) / 86400 AS value,
    count(*) AS n
FROM encounters AS e
JOIN visits AS v USING (visit_id)
CROSS JOIN current_dataset AS d
WHERE
    e.class = 'inpatient'
    AND e.left_at >= d.start + 30
    AND v.follow_up_of IS NULL
