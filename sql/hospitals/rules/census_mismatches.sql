-- id: census_mismatches
-- title: Census of a unit unlike the stays in its beds
-- severity: error
-- description: The census counts the patients who are there when the hour starts: in a bed of the unit,
--   or in the emergency department.

WITH changes AS (
    SELECT
        b.unit_id,
        s.entered_at AS at,
        1 AS patients
    FROM bed_stays AS s
    JOIN beds AS b USING (bed_id)
    UNION ALL
    SELECT
        b.unit_id,
        s.left_at AS at,
        -1 AS patients
    FROM bed_stays AS s
    JOIN beds AS b USING (bed_id)
    UNION ALL
    SELECT
        b.unit_id,
        s.started_at AS at,
        1 AS patients
    FROM surgeries AS s
    JOIN beds AS b ON s.room_id = b.bed_id
    UNION ALL
    SELECT
        b.unit_id,
        s.ended_at AS at,
        -1 AS patients
    FROM surgeries AS s
    JOIN beds AS b ON s.room_id = b.bed_id
    UNION ALL
    SELECT
        u.unit_id,
        s.arrived_at AS at,
        1 AS patients
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    JOIN units AS u ON e.hospital_id = u.hospital_id AND u.care_level = 'emergency'
    UNION ALL
    SELECT
        u.unit_id,
        s.departed_at AS at,
        -1 AS patients
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    JOIN units AS u ON e.hospital_id = u.hospital_id AND u.care_level = 'emergency'
),

-- The sum up to a moment includes all changes of that moment.
counted AS (
    SELECT
        unit_id,
        at,
        census,
        sum(patients) OVER (PARTITION BY unit_id ORDER BY at) AS patients
    FROM (
        SELECT
            unit_id,
            at,
            patients,
            NULL::smallint AS census
        FROM changes
        UNION ALL
        SELECT
            unit_id,
            hour AS at,
            0 AS patients,
            census
        FROM unit_hours
    ) AS moments
)

SELECT
    unit_id,
    at AS hour,
    census,
    patients
FROM counted
WHERE census <> patients
ORDER BY unit_id, hour
