-- id: local_distance_ratio
-- title: Miles from home to the nearest hospital, against the miles expected from --local-decay
-- severity: warning
-- description: Means over patients who live in a state with a hospital. Expected is that a ZIP code sends as
--   many patients as it has people, times exp(-miles / decay). The ratio is a little above 1, because every
--   ZIP code has at least one patient; it is far above 1 when distance does not matter. No value
--   nationwide.
-- unit: ratio
-- low: 0.9
-- high: 1.1
-- min_rows: 10000
-- source: option --local-decay

WITH homes AS (
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
    JOIN zip_codes AS z ON z.state IN (SELECT o.state FROM hospitals AS o)
    GROUP BY z.zipcode, z.population, d.config
),

with_patients AS (
    SELECT
        homes.miles,
        homes.people * exp(-homes.miles / homes.decay) AS expected,
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
