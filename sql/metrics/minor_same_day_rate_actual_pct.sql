-- id: minor_same_day_rate_actual_pct
-- title: Same-day share of routine visits
-- severity: warning
-- description: Routine visits are visits for minor and chronic conditions at Normal or Mild severity that
--   can end on their first day: follow-ups, and first visits for a condition whose stay may last 0 days.
-- unit: % of visits
-- source: reference model

SELECT
    100.0 * count(*) FILTER (WHERE v.date_of_discharge = v.date_of_admission) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.category IN ('minor', 'chronic')
    AND v.severity IN ('Normal', 'Mild')
    AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
