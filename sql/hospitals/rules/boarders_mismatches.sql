-- id: boarders_mismatches
-- title: Boarders of an emergency department unlike its stays
-- severity: error
-- description: Boarders are the patients for whom admission is decided and who are still in the emergency
--   department. Its own unit counts all of them, at the start of each hour.

WITH changes AS (
    SELECT
        e.hospital_id,
        s.decision_at AS at,
        1 AS patients
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    WHERE s.decision = 'admit'
    UNION ALL
    SELECT
        e.hospital_id,
        s.departed_at AS at,
        -1 AS patients
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    WHERE s.decision = 'admit'
),

-- The sum up to a moment includes all changes of that moment.
counted AS (
    SELECT
        unit_id,
        at,
        boarders,
        sum(patients) OVER (PARTITION BY unit_id ORDER BY at) AS patients
    FROM (
        SELECT
            u.unit_id,
            changes.at,
            changes.patients,
            NULL::smallint AS boarders
        FROM changes
        JOIN units AS u ON changes.hospital_id = u.hospital_id AND u.care_level = 'emergency'
        UNION ALL
        SELECT
            unit_id,
            c.hour AS at,
            0 AS patients,
            c.boarders
        FROM unit_hours AS c
        JOIN units AS u USING (unit_id)
        WHERE u.care_level = 'emergency'
    ) AS moments
)

SELECT
    unit_id,
    at AS hour,
    boarders,
    patients
FROM counted
WHERE boarders <> patients
ORDER BY unit_id, hour
