-- id: distance_travelled_median_miles
-- title: Miles from home to the hospital, median
-- severity: warning
-- description: Between the centroids of the two ZIP codes. It depends on how many ZIP codes the dataset
--   has: with 120 in the whole country the nearest hospital is far, so there is no band (see
--   distance_beyond_nearest_median_miles). Read on the first 20,000 patients.
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
