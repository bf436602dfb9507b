-- id: local_zipcodes_gt_top_n
-- title: Patients from too many ZIP codes around the hospital
-- severity: error
-- description: Patients who live in the state of the one hospital, or in the states of a network, come from
--   the --local-top-n nearest ZIP codes there. Every ZIP code beyond this number is a violation.

WITH local AS (
    SELECT
        p.zipcode,
        row_number() OVER (ORDER BY p.zipcode) AS place
    FROM patients AS p
    WHERE p.state IN (SELECT h.state FROM hospitals AS h)
    GROUP BY p.zipcode
)

SELECT local.zipcode
FROM local
JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
WHERE local.place > (d.config ->> 'local_top_n')::integer
ORDER BY local.zipcode
