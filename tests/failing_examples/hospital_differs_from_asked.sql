-- the first hospital has another name, state and ZIP code than asked for; another one has them
CREATE TEMPORARY TABLE failing AS
SELECT 'hospital_' || part AS what
FROM unnest(ARRAY['name', 'state', 'zipcode']) AS part;
UPDATE datasets
SET config = config || (
    SELECT
        jsonb_build_object(
            'hospital_name', h.name, 'hospital_state', h.state, 'hospital_zipcode', h.zipcode
        )
    FROM hospitals AS h
    JOIN hospitals AS first ON h.state <> first.state
    WHERE first.hospital_id = 1
    ORDER BY h.hospital_id DESC
    LIMIT 1
);
