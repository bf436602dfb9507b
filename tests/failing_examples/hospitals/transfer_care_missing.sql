-- One facility lacks the care, one works with the other hospital, and one does not exist.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, attempt
FROM (VALUES (85000, 1), (85000, 2), (140001, 1)) AS f (encounter_id, attempt);
UPDATE facility_transfers SET care = 'stroke care' WHERE encounter_id = 85000 AND attempt = 2;
UPDATE facility_transfers SET facility_id = 201 WHERE encounter_id = 140001 AND attempt = 1;
UPDATE facility_transfers SET facility_id = 104 WHERE encounter_id = 85000 AND attempt = 1;
INSERT INTO facility_services (facility_id, care) VALUES (104, 'cardiac surgery');
