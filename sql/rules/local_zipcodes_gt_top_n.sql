-- id: local_zipcodes_gt_top_n
-- title: Patients from too many ZIP codes around the hospital
-- severity: error
-- description: Patients of the one hospital who live in its state come from the --local-top-n nearest ZIP
--   codes, so from no more ZIP codes than that.

SELECT
    h.hospital_id,
    count(DISTINCT p.zipcode) AS zipcodes
FROM patients AS p
JOIN hospitals AS h USING (state)
JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
GROUP BY h.hospital_id, d.config
HAVING count(DISTINCT p.zipcode) > (d.config ->> 'local_top_n')::integer
ORDER BY h.hospital_id
