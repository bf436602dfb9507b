CREATE TEMPORARY TABLE failing AS SELECT min(hospital_id) AS hospital_id FROM hospitals;
ALTER TABLE hospitals DROP CONSTRAINT fk_hospitals_zipcode_state;
UPDATE hospitals AS h
SET zipcode = (
    SELECT min(z.zipcode)
    FROM zip_codes AS z
    WHERE z.state <> h.state AND z.zipcode NOT IN (SELECT o.zipcode FROM hospitals AS o)
)
WHERE h.hospital_id = (SELECT hospital_id FROM failing);
