-- Arrivals in emergency departments by weekday (1 Monday to 7 Sunday) and local hour, in the last 52 weeks,
-- with the number of weeks. The first ten weeks of a dataset are left out, if there are four weeks more.

WITH span AS (
    SELECT
        d.today,
        least(52, greatest(4, (d.today + 1 - d.start) / 7 - 10)) AS weeks
    FROM current_dataset AS d
),

arrivals AS (
    SELECT
        s.weeks,
        e.arrived_at AT TIME ZONE h.time_zone AS arrived
    FROM span AS s
    JOIN ed_stays AS e ON e.arrived_at >= s.today - 7 * s.weeks - 1
    JOIN encounters USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        e.arrived_at >= (s.today + 1 - 7 * s.weeks)::timestamp AT TIME ZONE h.time_zone
        AND e.arrived_at < (s.today + 1)::timestamp AT TIME ZONE h.time_zone
)

SELECT
    extract(ISODOW FROM arrived)::integer AS weekday,
    extract(HOUR FROM arrived)::integer AS hour,
    weeks,
    count(*) AS arrivals
FROM arrivals
GROUP BY extract(ISODOW FROM arrived), extract(HOUR FROM arrived), weeks
ORDER BY weekday, hour
