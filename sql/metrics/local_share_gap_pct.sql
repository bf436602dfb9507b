-- id: local_share_gap_pct
-- title: Patients from the hospital's state, difference from the share asked for
-- severity: warning
-- description: Nationwide, all patients live in the state of their hospital. Around one hospital, the share
--   is --local-share, or 100 % if the pool has no ZIP code in another state.
-- unit: % points
-- low: -1
-- high: 1
-- min_rows: 1000
-- source: option --local-share

WITH asked AS (
    SELECT
        coalesce((d.config ->> 'single_hospital')::boolean, FALSE) AS one_hospital,
        (d.config ->> 'local_share')::numeric AS local_share,
        (SELECT count(DISTINCT z.state) > 1 FROM zip_codes AS z) AS many_states
    FROM current_dataset AS d
)

SELECT
    100 * (
        avg((p.state IN (SELECT h.state FROM hospitals AS h))::integer)
        - max(CASE WHEN a.one_hospital AND a.many_states THEN a.local_share ELSE 1 END)
    ) AS value,
    count(*) AS n
FROM patients AS p
CROSS JOIN asked AS a
