-- id: status
-- topic: Beds and wards
-- title: Status: pressure on the beds
-- unit: level (0 green, 1 amber, 2 red)
-- formula: The state at the end of the last local day that was over by the end of the window. Measures
--   of a day: (1) occupancy of wards in %: sum of census / sum of staffed_beds over the rows of
--   unit_hours of the day, of units whose care_level is neither emergency nor operating; (2) boarders
--   per 100 staffed beds: sum of boarders / sum of staffed_beds over the same rows; (3) emergency
--   occupancy in %: as (1), of units with care_level emergency; (4) long stays: admitted patients
--   (inpatient or observation) in house at the end of the day who have been admitted for more than 96 h,
--   in % of those in house; (5) ready: those with ready_at before the end of the day, in % of those in
--   house. In house: admitted_at before the end of the day, and left_at null or not before it; (4) and
--   (5) exist from 20 patients in house on. A department has (1) and (2) of its wards, (4) and (5) of
--   its services, and not (3). A day is amber if at least two measures are at their amber threshold or
--   above, and red if at least two are at their red one or above. Thresholds (amber, red) of a hospital:
--   (1) 85, 90; (2) 4, 6; (3) 110, 140; (4) 30, 40; (5) 10, 15; of a department: (1) 90, 95; (2) 5, 8;
--   (4) 40, 50; (5) 15, 20. Hysteresis: amber begins on a day if, of it and the two days before, at
--   least two are amber or red; it ends on a day if, on it and on each of the two days before, fewer
--   than two measures are at the lower thresholds or above. Red begins and ends in the same way, with
--   red days and the lower thresholds of red. Lower thresholds (amber, red) of a hospital: (1) 82, 87;
--   (2) 3, 5; (3) 100, 130; (4) 27, 37; (5) 8, 13; of a department: (1) 87, 92; (2) 4, 6; (4) 35, 45;
--   (5) 12, 17. Beginnings and ends in the 56 days to the last day count (the days before them may be
--   two days earlier): the state is red if red began and has not ended later, else amber if amber began
--   and has not ended later, else green. A day without (1) is not seen: it is neither amber nor red, and
--   nothing ends on it or on the two days after it. Only hospitals and departments with 20 ward beds and
--   more (sum of units.beds) have a status.
-- denominator: days of the 56 that were seen
-- source: own rules in the manner of the NHS operational pressures escalation levels (OPEL); 85 %
--   published for wards (Bagust 1999); the other thresholds are own, from three years of `hospital` with
--   and without surges
-- good: low
-- reads: encounters, kpi_departments, unit_hours, units
-- min_n: 0
-- amber: 1
-- red: 2
-- replaces: status

WITH thresholds (measure, whole, amber, red, amber_ends, red_ends) AS (
    VALUES
    ('occupancy', TRUE, 85, 90, 82, 87),
    ('boarders', TRUE, 4, 6, 3, 5),
    ('emergency occupancy', TRUE, 110, 140, 100, 130),
    ('long stays', TRUE, 30, 40, 27, 37),
    ('ready', TRUE, 10, 15, 8, 13),
    ('occupancy', FALSE, 90, 95, 87, 92),
    ('boarders', FALSE, 5, 8, 4, 6),
    ('long stays', FALSE, 40, 50, 35, 45),
    ('ready', FALSE, 15, 20, 12, 17)
),

windows AS (
    SELECT
        window_id,
        hospital_id,
        time_zone,
        (ended_at AT TIME ZONE time_zone)::date - 1 AS last_day
    FROM kpi_windows
),

-- each day once, in however many windows it lies; the first of the 56 days needs the two before it
days AS (
    SELECT DISTINCT
        w.hospital_id,
        w.time_zone,
        x.day::date AS day,
        x.day AT TIME ZONE w.time_zone AS began_at,
        (x.day + interval '1 day') AT TIME ZONE w.time_zone AS ended_at
    FROM windows AS w
    CROSS JOIN
        LATERAL generate_series(
            (w.last_day - 57)::timestamp, w.last_day::timestamp, interval '1 day'
        ) AS x (day)
),

-- department_id is null for the whole hospital
places AS (
    SELECT
        hospital_id,
        department_id
    FROM units
    WHERE care_level NOT IN ('emergency', 'operating')
    GROUP BY GROUPING SETS ((hospital_id), (hospital_id, department_id))
    HAVING sum(beds) >= 20
),

unit_days AS (
    SELECT
        d.hospital_id,
        d.day,
        u.department_id,
        u.care_level = 'emergency' AS emergency,
        sum(h.census) AS census,
        sum(h.staffed_beds) AS beds,
        sum(h.boarders) AS boarders
    FROM days AS d
    JOIN units AS u
        ON
            d.hospital_id = u.hospital_id
            AND u.care_level <> 'operating'
    JOIN unit_hours AS h
        ON
            u.unit_id = h.unit_id
            AND d.began_at <= h.hour
            AND d.ended_at > h.hour
    GROUP BY d.hospital_id, d.day, u.unit_id
),

ward_days AS (
    SELECT
        hospital_id,
        department_id,
        day,
        100.0 * sum(census) / nullif(sum(beds), 0) AS occupancy,
        100.0 * sum(boarders) / nullif(sum(beds), 0) AS boarders
    FROM unit_days
    WHERE NOT emergency
    GROUP BY GROUPING SETS ((hospital_id, day), (hospital_id, day, department_id))
),

spans AS (
    SELECT
        hospital_id,
        time_zone,
        min(last_day) - 57 AS first_day,
        max(last_day) AS last_day,
        (min(last_day) - 57)::timestamp AT TIME ZONE time_zone AS began_at,
        (max(last_day) + 1)::timestamp AT TIME ZONE time_zone AS ended_at
    FROM windows
    GROUP BY hospital_id, time_zone
),

-- Admitted patients: their class is not asked, as it can still change from inpatient to observation. From
-- one date on they are in house, long stays, or ready at the end of each day.
stays AS MATERIALIZED (
    SELECT
        e.hospital_id,
        e.service,
        greatest((e.admitted_at AT TIME ZONE s.time_zone)::date, s.first_day) AS first_day,
        least((e.left_at AT TIME ZONE s.time_zone)::date - 1, s.last_day) AS last_day,
        ((e.admitted_at + interval '96 hours') AT TIME ZONE s.time_zone)::date AS long_from,
        (e.ready_at AT TIME ZONE s.time_zone)::date AS ready_from
    FROM spans AS s
    JOIN encounters AS e
        ON
            s.hospital_id = e.hospital_id
            AND s.began_at - interval '2400 hours' <= e.admitted_at
            AND s.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR s.began_at < e.left_at)
),

house AS (
    SELECT
        s.hospital_id,
        s.service,
        s.first_day + x.number AS day,
        count(*) AS patients,
        count(*) FILTER (WHERE s.long_from <= s.first_day + x.number) AS long_stays,
        count(*) FILTER (WHERE s.ready_from <= s.first_day + x.number) AS ready
    FROM stays AS s
    CROSS JOIN LATERAL generate_series(0, s.last_day - s.first_day) AS x (number)
    GROUP BY s.hospital_id, s.service, s.first_day + x.number
),

house_days AS (
    SELECT
        h.hospital_id,
        k.department_id,
        h.day,
        100.0 * sum(h.long_stays) / sum(h.patients) AS long_stays,
        100.0 * sum(h.ready) / sum(h.patients) AS ready
    FROM house AS h
    LEFT JOIN kpi_departments AS k USING (hospital_id, service)
    GROUP BY GROUPING SETS ((h.hospital_id, h.day), (h.hospital_id, h.day, k.department_id))
    HAVING sum(h.patients) >= 20 AND (grouping(k.department_id) = 1 OR k.department_id IS NOT NULL)
),

measures AS (
    SELECT
        w.hospital_id,
        w.department_id,
        w.day,
        x.measure,
        x.value
    FROM ward_days AS w
    CROSS JOIN LATERAL (VALUES ('occupancy', w.occupancy), ('boarders', w.boarders)) AS x (measure, value)
    UNION ALL
    SELECT
        u.hospital_id,
        NULL AS department_id,
        u.day,
        'emergency occupancy' AS measure,
        100.0 * sum(u.census) / nullif(sum(u.beds), 0) AS value
    FROM unit_days AS u
    WHERE u.emergency
    GROUP BY u.hospital_id, u.day
    UNION ALL
    SELECT
        h.hospital_id,
        h.department_id,
        h.day,
        x.measure,
        x.value
    FROM house_days AS h
    CROSS JOIN LATERAL (VALUES ('long stays', h.long_stays), ('ready', h.ready)) AS x (measure, value)
),

levels AS (
    SELECT
        p.hospital_id,
        p.department_id,
        m.day,
        count(*) FILTER (WHERE m.value >= t.amber) >= 2 AS amber,
        count(*) FILTER (WHERE m.value >= t.red) >= 2 AS red,
        count(*) FILTER (WHERE m.value >= t.amber_ends) < 2 AS below_amber,
        count(*) FILTER (WHERE m.value >= t.red_ends) < 2 AS below_red
    FROM places AS p
    JOIN measures AS m
        ON
            p.hospital_id = m.hospital_id
            AND p.department_id IS NOT DISTINCT FROM m.department_id
            AND m.value IS NOT NULL
    JOIN thresholds AS t
        ON
            m.measure = t.measure
            AND t.whole = (m.department_id IS NULL)
    GROUP BY p.hospital_id, p.department_id, m.day
    HAVING bool_or(m.measure = 'occupancy')
),

changes AS (
    SELECT
        hospital_id,
        department_id,
        day,
        count(*) FILTER (WHERE amber) OVER three_days >= 2 AS amber_begins,
        count(*) FILTER (WHERE red) OVER three_days >= 2 AS red_begins,
        count(*) FILTER (WHERE below_amber) OVER three_days = 3 AS amber_ends,
        count(*) FILTER (WHERE below_red) OVER three_days = 3 AS red_ends
    FROM levels
    WINDOW three_days AS (
        PARTITION BY hospital_id, department_id
        ORDER BY day
        RANGE BETWEEN INTERVAL '2 days' PRECEDING AND CURRENT ROW
    )
),

states AS (
    SELECT
        w.window_id,
        c.department_id,
        coalesce(max(c.day) FILTER (WHERE c.amber_begins), '-infinity')
        > coalesce(max(c.day) FILTER (WHERE c.amber_ends), '-infinity') AS amber,
        coalesce(max(c.day) FILTER (WHERE c.red_begins), '-infinity')
        > coalesce(max(c.day) FILTER (WHERE c.red_ends), '-infinity') AS red,
        count(*) AS days
    FROM windows AS w
    JOIN changes AS c
        ON
            w.hospital_id = c.hospital_id
            AND c.day BETWEEN w.last_day - 55 AND w.last_day
    GROUP BY w.window_id, c.department_id
)

SELECT
    window_id,
    department_id,
    CASE WHEN red THEN 2 WHEN amber THEN 1 ELSE 0 END::double precision AS value,
    days AS n
FROM states
UNION ALL
SELECT
    w.window_id,
    NULL AS department_id,
    NULL AS value,
    0 AS n
FROM windows AS w
WHERE NOT EXISTS (
    SELECT 1 FROM states AS s
    WHERE s.window_id = w.window_id AND s.department_id IS NULL
)
