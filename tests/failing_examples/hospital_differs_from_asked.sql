-- one hospital is as asked, another has the wrong name only, and the others the wrong ZIP code too
CREATE TEMPORARY TABLE failing AS
SELECT hospital_id
FROM hospitals
WHERE hospital_id > 1;
UPDATE datasets
SET config = config || (
    SELECT
        jsonb_build_object('hospital_name', name, 'hospital_state', state, 'hospital_zipcode', zipcode)
    FROM hospitals
    WHERE hospital_id = 1
);
