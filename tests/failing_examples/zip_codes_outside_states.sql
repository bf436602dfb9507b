-- all states but Texas are asked for
CREATE TEMPORARY TABLE failing AS
SELECT zipcode
FROM zip_codes
WHERE state = 'TX';
UPDATE datasets
SET config = config || (
    SELECT jsonb_build_object('states', string_agg(state, ','))
    FROM states
    WHERE state <> 'TX'
);
