-- id: run_mismatches
-- title: Ambulance run unlike the encounter or the transfer, or missing
-- severity: error
-- description: Where a hospital has ambulances, each patient who came by one has a run, which arrives when
--   the patient is registered. Each transfer by ambulance has one, which leaves and arrives with it. Between
--   two hospitals of the dataset, it is a run of the sending one.

WITH needed AS (
    SELECT
        e.encounter_id * 100 AS run_id,
        e.encounter_id,
        e.hospital_id,
        'emergency' AS purpose,
        NULL AS care,
        NULL::timestamptz AS departed_at,
        e.registered_at AS arrived_at
    FROM encounters AS e
    WHERE e.arrival_mode = 'ambulance'
    UNION ALL
    SELECT
        t.encounter_id * 100 + t.attempt AS run_id,
        t.encounter_id,
        e.hospital_id,
        'transfer' AS purpose,
        replace(t.mode, ' ambulance', '') AS care,
        t.departed_at,
        t.arrived_at
    FROM facility_transfers AS t
    JOIN encounters AS e USING (encounter_id)
    WHERE
        (t.direction = 'out' OR t.facility_id IS NOT NULL)
        AND t.mode LIKE '% ambulance'
        AND t.arrived_at IS NOT NULL
)

SELECT
    run_id,
    r.purpose,
    r.arrived_at
FROM ambulance_runs AS r
FULL JOIN needed AS n USING (run_id)
WHERE
    n.encounter_id IS NULL
    OR r.encounter_id <> n.encounter_id
    OR r.hospital_id <> n.hospital_id
    OR r.purpose <> n.purpose
    OR r.care <> n.care
    OR r.left_scene_at <> n.departed_at
    OR r.arrived_at <> n.arrived_at
    OR (r.run_id IS NULL AND n.hospital_id IN (SELECT v.hospital_id FROM vehicles AS v))
ORDER BY run_id
