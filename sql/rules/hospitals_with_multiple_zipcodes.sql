-- id: hospitals_with_multiple_zipcodes
-- title: Hospital with more than one ZIP code
-- severity: error
-- description: A hospital is in one place. It has one row and a unique name, so a second ZIP code needs a
--   second row with the same name.
-- enforced_by: uq_hospitals_name

SELECT
    name,
    count(DISTINCT zipcode) AS zipcodes
FROM hospitals
GROUP BY name
HAVING count(DISTINCT zipcode) > 1
ORDER BY name
