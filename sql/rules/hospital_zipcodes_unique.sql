-- id: hospital_zipcodes_unique
-- title: ZIP code with more than one hospital
-- severity: error
-- description: Two hospitals never share a ZIP code, so a ZIP code names its hospital.
-- enforced_by: uq_hospitals_zipcode

SELECT
    zipcode,
    count(*) AS hospitals
FROM hospitals
GROUP BY zipcode
HAVING count(*) > 1
ORDER BY zipcode
