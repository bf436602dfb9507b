-- Every way in which encounters came and left (without operations there is none), with every severity, test
-- result and payment plan. A cross product needs no look at the visits. Order C is the same on every server.

INSERT INTO dim_visit_profile (
    visit_profile_key,
    severity_rank,
    severity,
    test_result,
    payment_plan,
    encounter_class,
    arrival_mode,
    admission_source_code,
    admission_source,
    disposition_code,
    disposition
)
WITH ways AS (
    SELECT DISTINCT
        class,
        arrival_mode,
        admission_source,
        coalesce(disposition, 'None') AS disposition
    FROM encounters
    UNION ALL
    SELECT
        'None' AS class,
        'None' AS arrival_mode,
        'None' AS admission_source,
        'None' AS disposition
),

visits_and_bills AS (
    SELECT
        s.severity_rank,
        s.severity,
        t.test_result,
        p.payment_plan
    FROM (VALUES (1, 'Normal'), (2, 'Mild'), (3, 'Moderate'), (4, 'Severe')) AS s (severity_rank, severity)
    CROSS JOIN (VALUES ('Positive'), ('Negative'), ('Inconclusive')) AS t (test_result)
    CROSS JOIN (VALUES ('Full'), ('Incremental')) AS p (payment_plan)
    UNION ALL
    SELECT
        0 AS severity_rank,
        'None' AS severity,
        'None' AS test_result,
        'None' AS payment_plan
)

SELECT
    -- Row 0, in which all is None, comes first.
    row_number() OVER (
        ORDER BY
            v.severity_rank + (w.class <> 'None')::integer > 0,
            v.severity_rank,
            v.test_result COLLATE "C",
            v.payment_plan COLLATE "C",
            w.class COLLATE "C",
            w.arrival_mode COLLATE "C",
            w.admission_source COLLATE "C",
            w.disposition COLLATE "C"
    ) - 1 AS visit_profile_key,
    v.severity_rank,
    v.severity,
    v.test_result,
    v.payment_plan,
    w.class AS encounter_class,
    w.arrival_mode,
    w.admission_source AS admission_source_code,
    CASE w.admission_source
        WHEN '1' THEN 'Home'
        WHEN '2' THEN 'Clinic'
        WHEN '4' THEN 'Other hospital'
        WHEN '5' THEN 'Nursing facility'
        WHEN '6' THEN 'Other facility'
        ELSE w.admission_source
    END AS admission_source,
    w.disposition AS disposition_code,
    CASE w.disposition
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
        ELSE w.disposition
    END AS disposition
FROM ways AS w
CROSS JOIN visits_and_bills AS v
