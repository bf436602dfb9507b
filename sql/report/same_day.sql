-- Routine visits of each hospital, and how many of them ended on their first day. Routine visits are those of
-- metric minor_same_day_rate_actual_pct: minor and chronic conditions at Normal or Mild severity that may end
-- on their first day. So hospitals with graver patients are not compared with others.

WITH counts AS (
    SELECT
        v.hospital_id,
        count(*) AS visits,
        count(*) FILTER (WHERE v.date_of_discharge = v.date_of_admission) AS same_day
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        c.category IN ('minor', 'chronic')
        AND v.severity IN ('Normal', 'Mild')
        AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
    GROUP BY v.hospital_id
)

SELECT
    h.name AS hospital,
    h.state,
    c.visits,
    c.same_day
FROM counts AS c
JOIN hospitals AS h USING (hospital_id)
ORDER BY h.hospital_id
