-- id: outstate_neighbor_share_gap_pct
-- title: Out-of-state patients from neighboring states, difference from the share asked for
-- severity: warning
-- description: Around one hospital or a network, the share is --outstate-neighbor-share. Nationwide there
--   is no value, because no patient is from out of state. There is also no value if the ZIP codes of other
--   states are all in neighboring states, or all elsewhere.
-- unit: % points
-- low: -2
-- high: 2
-- min_rows: 1000
-- source: option --outstate-neighbor-share

WITH bordering AS (
    SELECT n.neighbor
    FROM state_neighbors AS n
    WHERE n.state IN (SELECT h.state FROM hospitals AS h)
),

places AS (
    SELECT
        z.zipcode,
        z.state IN (SELECT b.neighbor FROM bordering AS b) AS next_door,
        (d.config ->> 'outstate_neighbor_share')::numeric AS asked
    FROM zip_codes AS z
    JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
    WHERE z.state NOT IN (SELECT h.state FROM hospitals AS h)
)

SELECT
    100 * (avg(places.next_door::integer) - max(places.asked)) AS value,
    count(*) AS n
FROM patients
JOIN places USING (zipcode)
WHERE (SELECT count(DISTINCT k.next_door) = 2 FROM places AS k)
