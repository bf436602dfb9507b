-- one hospital gets a ZIP code of another state, one a ZIP code that is not in the table
CREATE TEMPORARY TABLE failing AS
SELECT min(hospital_id) AS hospital_id FROM hospitals
UNION ALL
SELECT max(hospital_id) FROM hospitals;
ALTER TABLE hospitals DROP CONSTRAINT fk_hospitals_zipcode_state;
UPDATE hospitals AS h
SET zipcode = (
    SELECT min(z.zipcode)
    FROM zip_codes AS z
    WHERE z.state <> h.state AND z.zipcode NOT IN (SELECT o.zipcode FROM hospitals AS o)
)
WHERE h.hospital_id = (SELECT min(hospital_id) FROM failing);
UPDATE hospitals SET zipcode = '00000' WHERE hospital_id = (SELECT max(hospital_id) FROM failing);
