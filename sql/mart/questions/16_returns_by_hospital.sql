-- question: In which hospitals do more patients come back unplanned within 30 days than chance explains?
-- who: Quality
-- chart: Funnel plot: a dot for each hospital by its stays, with limits of 2 and 3 standard deviations.

-- Stays of at least one night that can be judged: 30 days have passed, and the patient left alive. There is
-- no risk adjustment.
WITH hospitals AS (
    SELECT
        hospital_key,
        count(is_unplanned_return_30_days) AS stays,
        count(*) FILTER (WHERE is_unplanned_return_30_days) AS returns
    FROM fact_visit
    WHERE NOT is_same_day
    GROUP BY hospital_key
),

overall AS (
    SELECT
        hospital_key,
        stays,
        returns,
        sum(returns) OVER () / sum(stays) OVER () AS rate
    FROM hospitals
    WHERE stays > 0
),

limits AS (
    SELECT
        hospital_key,
        stays,
        returns,
        rate,
        sqrt(rate * (1 - rate) / stays) AS deviation
    FROM overall
)

SELECT
    h.hospital_name,
    l.stays,
    l.returns,
    round(100.0 * l.returns / l.stays, 2) AS returns_pct,
    round(100 * l.rate, 2) AS overall_pct,
    round(100 * greatest(l.rate - 2 * l.deviation, 0), 2) AS low_2_pct,
    round(100 * (l.rate + 2 * l.deviation), 2) AS high_2_pct,
    round(100 * greatest(l.rate - 3 * l.deviation, 0), 2) AS low_3_pct,
    round(100 * (l.rate + 3 * l.deviation), 2) AS high_3_pct
FROM limits AS l
JOIN dim_hospital AS h USING (hospital_key)
ORDER BY l.stays DESC, h.hospital_name ASC
