-- id: neighbor_distance_ratio
-- title: Miles from neighboring states to the nearest hospital, against the miles expected
-- severity: warning
-- description: Means over patients who live in a state that borders the hospital's. Expected is that a ZIP
--   code sends as many patients as it has people, divided by the square of its distance (miles plus
--   --local-decay). The ratio is about 1, and far above 1 when distance does not matter. No value
--   nationwide.
-- unit: ratio
-- low: 0.9
-- high: 1.2
-- min_rows: 1500
-- source: gravity model of trade areas: Huff, Journal of Marketing 28, 1964

WITH bordering AS (
    SELECT n.neighbor
    FROM state_neighbors AS n
    WHERE n.state IN (SELECT h.state FROM hospitals AS h)
),

homes AS (
    SELECT
        z.zipcode,
        greatest(coalesce(z.population, 1), 1) AS people,
        min(69.1 * sqrt(
            power(place.latitude - z.latitude, 2)
            + power((place.longitude - z.longitude) * cos(radians(place.latitude)), 2)
        )) AS miles,
        (d.config ->> 'local_decay')::float8 AS decay
    FROM hospitals AS h
    JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
    JOIN zip_codes AS place ON h.zipcode = place.zipcode
    CROSS JOIN zip_codes AS z
    WHERE
        z.state IN (SELECT b.neighbor FROM bordering AS b)
        AND z.state NOT IN (SELECT o.state FROM hospitals AS o)
    GROUP BY z.zipcode, z.population, d.config
),

with_patients AS (
    SELECT
        homes.miles,
        homes.people / power(homes.miles + homes.decay, 2) AS expected,
        count(*) AS patients
    FROM homes
    JOIN patients AS p ON homes.zipcode = p.zipcode
    GROUP BY homes.zipcode, homes.miles, homes.people, homes.decay
)

SELECT
    sum(miles * patients) / sum(patients)
    / nullif(sum(miles * expected) / nullif(sum(expected), 0), 0) AS value,
    coalesce(sum(patients), 0) AS n
FROM with_patients
