-- Combinations that occur in encounters.
-- The order "C" is the same on every server.

INSERT INTO dim_encounter_profile (
    encounter_profile_key,
    encounter_class,
    arrival_mode,
    admission_source_code,
    admission_source,
    service_name,
    disposition_code,
    disposition,
    is_transfer_out
)
WITH profiles AS (
    SELECT DISTINCT
        class,
        arrival_mode,
        admission_source,
        service,
        disposition
    FROM encounters
)

SELECT
    row_number() OVER (
        ORDER BY
            p.class COLLATE "C",
            p.arrival_mode COLLATE "C",
            p.admission_source COLLATE "C",
            p.service COLLATE "C",
            p.disposition COLLATE "C" NULLS FIRST
    ) AS encounter_profile_key,
    p.class AS encounter_class,
    p.arrival_mode,
    p.admission_source AS admission_source_code,
    CASE p.admission_source
        WHEN '1' THEN 'Home'
        WHEN '2' THEN 'Clinic'
        WHEN '4' THEN 'Other hospital'
        WHEN '5' THEN 'Nursing facility'
        WHEN '6' THEN 'Other facility'
    END AS admission_source,
    s.name AS service_name,
    coalesce(p.disposition, 'None') AS disposition_code,
    CASE p.disposition
        WHEN '01' THEN 'Home'
        WHEN '02' THEN 'Other hospital'
        WHEN '03' THEN 'Nursing facility'
        WHEN '05' THEN 'Cancer or children''s hospital'
        WHEN '06' THEN 'Home health care'
        WHEN '07' THEN 'Left against advice'
        WHEN '20' THEN 'Died'
        WHEN '21' THEN 'Law enforcement'
        WHEN '50' THEN 'Hospice at home'
        WHEN '51' THEN 'Hospice facility'
        WHEN '62' THEN 'Rehabilitation'
        WHEN '63' THEN 'Long-term care hospital'
        WHEN '65' THEN 'Psychiatric hospital'
        ELSE 'Still here'
    END AS disposition,
    coalesce(p.disposition IN ('02', '05', '65'), FALSE) AS is_transfer_out
FROM profiles AS p
JOIN services AS s USING (service)
UNION ALL
SELECT
    0 AS encounter_profile_key,
    'None' AS encounter_class,
    'None' AS arrival_mode,
    'None' AS admission_source_code,
    'None' AS admission_source,
    'None' AS service_name,
    'None' AS disposition_code,
    'None' AS disposition,
    NULL AS is_transfer_out
