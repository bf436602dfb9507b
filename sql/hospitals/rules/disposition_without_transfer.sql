-- id: disposition_without_transfer
-- title: Discharge to a facility without an accepted transfer, or the other way round
-- severity: error
-- description: The dispositions 02, 03, 05, 51, 62, 63 and 65 are those of patients who go on to another
--   facility. Each of them has one transfer that was accepted, and nobody else has left on one.

WITH accepted AS (
    SELECT
        encounter_id,
        count(*) AS transfers
    FROM facility_transfers
    WHERE
        direction = 'out'
        AND accepted
    GROUP BY encounter_id
)

SELECT
    e.encounter_id,
    e.disposition,
    a.transfers
FROM encounters AS e
LEFT JOIN accepted AS a USING (encounter_id)
WHERE
    e.disposition IS NOT NULL
    AND coalesce(a.transfers, 0) <> CASE
        WHEN e.disposition IN ('02', '03', '05', '51', '62', '63', '65') THEN 1
        ELSE 0
    END
ORDER BY e.encounter_id
