-- id: local_zipcodes_gt_top_n
-- title: Patients outside the hospital's catchment
-- severity: error
-- description: In-state patients of the one hospital live in the --local-top-n nearest ZIP codes, so in no
--   more than that many.

SELECT
    h.hospital_id,
    count(DISTINCT p.zipcode) AS zipcodes
FROM patients AS p
JOIN hospitals AS h USING (state)
JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
GROUP BY h.hospital_id, d.config
HAVING count(DISTINCT p.zipcode) > (d.config ->> 'local_top_n')::integer
ORDER BY h.hospital_id
