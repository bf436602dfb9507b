-- id: distance_travelled_median_miles
-- title: Miles from home to the hospital, median
-- severity: warning
-- description: Distances are between the centroids of ZIP codes. The metric has no band, because the
--   distance depends on the number of ZIP codes: with 120 in the whole country, the nearest hospital is far
--   (see distance_beyond_nearest_median_miles). Reads the first 20,000 patients.
-- unit: miles
-- source: assumption: most go to a hospital within 15 miles

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY 7917.5 * asin(sqrt(least(1, (
            power(sin(radians(place.latitude - home.latitude) / 2), 2)
            + cos(radians(home.latitude)) * cos(radians(place.latitude))
            * power(sin(radians(place.longitude - home.longitude) / 2), 2)
        ))))
    ) AS value,
    count(*) AS n
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
JOIN zip_codes AS home ON p.zipcode = home.zipcode
JOIN zip_codes AS place ON h.zipcode = place.zipcode
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
