-- id: station_used_twice
-- title: Two patients at one station of the emergency department at a time
-- severity: error
-- description: A patient keeps the station until leaving the emergency department.

WITH stays AS (
    SELECT
        encounter_id,
        station_id,
        roomed_at,
        max(coalesce(departed_at, 'infinity')) OVER (
            PARTITION BY station_id
            ORDER BY roomed_at, encounter_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM ed_stays
)

SELECT
    encounter_id,
    station_id,
    roomed_at
FROM stays
WHERE roomed_at < free_at
ORDER BY encounter_id
