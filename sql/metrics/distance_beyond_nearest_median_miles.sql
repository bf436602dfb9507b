-- id: distance_beyond_nearest_median_miles
-- title: Miles travelled beyond the nearest hospital of the state, median
-- severity: warning
-- description: Distance from home to the hospital, less the distance to the nearest hospital of the state.
--   Patients travel little, even where the nearest hospital is far. Distances are between the centroids of
--   ZIP codes. Reads the first visits of the first 2,000 patients.
-- unit: miles
-- low: 0
-- high: 10
-- min_rows: 1000
-- source: assumption: most go to a hospital within 15 miles

WITH choices AS (
    SELECT
        p.zipcode,
        v.hospital_id
    FROM visits AS v
    JOIN patients AS p USING (patient_id)
    WHERE
        v.patient_id <= 2000
        AND v.follow_up_of IS NULL
),

distances AS (
    SELECT
        home.zipcode,
        h.hospital_id,
        69.1 * sqrt(
            power(place.latitude - home.latitude, 2)
            + power((place.longitude - home.longitude) * cos(radians(home.latitude)), 2)
        ) AS miles
    FROM zip_codes AS home
    JOIN hospitals AS h USING (state)
    JOIN zip_codes AS place ON h.zipcode = place.zipcode
    WHERE home.zipcode IN (SELECT c.zipcode FROM choices AS c)
),

nearest AS (
    SELECT
        zipcode,
        min(miles) AS miles
    FROM distances
    GROUP BY zipcode
)

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY d.miles - n.miles) AS value,
    count(*) AS n
FROM choices
JOIN distances AS d USING (zipcode, hospital_id)
JOIN nearest AS n USING (zipcode)
