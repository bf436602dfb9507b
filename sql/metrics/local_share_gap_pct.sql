-- id: local_share_gap_pct
-- title: Patients from the states of the hospitals, difference from the share asked for
-- severity: warning
-- description: Nationwide, all patients live in the state of their hospital. Around one
--   hospital or a network, the share is --local-share, or 100 % if there is no ZIP code in another state.
-- unit: % points
-- low: -1
-- high: 1
-- min_rows: 1000
-- source: option --local-share

WITH asked AS (
    SELECT
        coalesce((d.config ->> 'single_hospital')::boolean, FALSE) AS one_hospital,
        (d.config ->> 'local_share')::numeric AS local_share,
        (
            SELECT count(*) > 0
            FROM zip_codes AS z
            WHERE z.state NOT IN (SELECT h.state FROM hospitals AS h)
        ) AS other_states
    FROM current_dataset AS d
)

SELECT
    100 * (
        avg((p.state IN (SELECT h.state FROM hospitals AS h))::integer)
        - max(CASE WHEN a.one_hospital AND a.other_states THEN a.local_share ELSE 1 END)
    ) AS value,
    count(*) AS n
FROM patients AS p
CROSS JOIN asked AS a
