-- id: acts_missing
-- title: Something was done, but nobody did it
-- severity: error
-- description: In a hospital with a workforce, somebody triages, sees, admits, nurses, operates on and
--   discharges each patient, and begins when the patient comes to that point.

WITH needed AS (
    SELECT
        encounter_id,
        'triage' AS act,
        triaged_at AS began_at
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'emergency nursing' AS act,
        least(roomed_at, provider_at) AS began_at
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'emergency care' AS act,
        provider_at AS began_at
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'admission' AS act,
        admitted_at AS began_at
    FROM encounters
    UNION ALL
    SELECT
        encounter_id,
        'discharge' AS act,
        CASE WHEN ready_at > admitted_at THEN ready_at ELSE left_at END AS began_at
    FROM encounters
    WHERE
        admitted_at IS NOT NULL
        AND disposition IS DISTINCT FROM '20'
    UNION ALL
    SELECT
        encounter_id,
        'nursing' AS act,
        entered_at AS began_at
    FROM bed_stays
    UNION ALL
    SELECT
        s.encounter_id,
        a.act,
        s.started_at AS began_at
    FROM surgeries AS s
    CROSS JOIN (VALUES ('surgery'), ('anesthesia'), ('operating nursing')) AS a (act)
)

SELECT
    n.encounter_id,
    n.act,
    n.began_at
FROM needed AS n
JOIN encounters AS e USING (encounter_id)
LEFT JOIN encounter_staff AS a
    ON
        n.encounter_id = a.encounter_id
        AND n.act = a.act
        AND n.began_at = a.began_at
WHERE
    n.began_at IS NOT NULL
    AND a.act IS NULL
    AND e.hospital_id IN (SELECT p.hospital_id FROM posts AS p)
ORDER BY n.encounter_id, n.act, n.began_at
