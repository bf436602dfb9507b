-- id: no_senior_in_charge
-- title: Shift of a unit's nurses without exactly one senior nurse in charge
-- severity: error
-- description: Whenever nurses of a unit begin a shift together, one of them is in charge, who is senior
--   (15 years in the profession). Nurses at the door, in recovery rooms and on call have no leader.

WITH teams AS (
    SELECT
        s.unit_id,
        s.planned_start,
        s.shift_type,
        bool_or(p.team IN ('ward nurses', 'emergency nurses', 'operating nurses')) AS led,
        string_agg(e.experience, ' ') AS leaders
    FROM shifts AS s
    JOIN hospitals AS h USING (hospital_id)
    JOIN posts AS p USING (post_id)
    JOIN shift_types AS t USING (shift_type)
    LEFT JOIN employments AS e
        ON
            s.staff_id = e.staff_id
            AND s.in_charge
            AND (s.planned_start AT TIME ZONE h.time_zone)::date >= e.valid_from
            AND ((s.planned_start AT TIME ZONE h.time_zone)::date <= e.valid_to) IS NOT FALSE
    WHERE NOT t.on_call
    GROUP BY s.unit_id, s.planned_start, s.shift_type
)

SELECT
    unit_id,
    planned_start,
    shift_type,
    leaders
FROM teams
WHERE
    led
    AND leaders IS DISTINCT FROM 'senior'
ORDER BY unit_id, planned_start, shift_type
