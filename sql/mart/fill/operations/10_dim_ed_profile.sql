-- Profiles of emergency departments: combinations that occur.
-- The order "C" is the same on every server.

INSERT INTO dim_ed_profile (ed_profile_key, esi, esi_label, triage_color, decision)
WITH profiles AS (
    SELECT DISTINCT
        esi,
        triage_color,
        decision
    FROM ed_stays
)

SELECT
    row_number() OVER (
        ORDER BY esi NULLS FIRST, triage_color COLLATE "C" NULLS FIRST, decision COLLATE "C" NULLS FIRST
    ) AS ed_profile_key,
    esi,
    CASE esi
        WHEN 1 THEN '1 Resuscitation'
        WHEN 2 THEN '2 Emergent'
        WHEN 3 THEN '3 Urgent'
        WHEN 4 THEN '4 Less urgent'
        WHEN 5 THEN '5 Not urgent'
        ELSE 'Not triaged'
    END AS esi_label,
    coalesce(triage_color, 'None') AS triage_color,
    coalesce(decision, 'None') AS decision
FROM profiles
UNION ALL
SELECT
    0 AS ed_profile_key,
    NULL AS esi,
    'None' AS esi_label,
    'None' AS triage_color,
    'None' AS decision
