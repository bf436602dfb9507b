-- One of Medicine is in Psychiatry. The other way round is allowed to an outlier. A service without a ward in the hospital
-- can be on any ward, and any service in intensive care.
CREATE TEMPORARY TABLE failing AS SELECT 10001 AS encounter_id, 1 AS sequence;
UPDATE bed_stays SET bed_id = 100061 WHERE encounter_id = 10001;
UPDATE bed_stays SET bed_id = 100011, outlier = TRUE WHERE encounter_id = 60001;
UPDATE bed_stays SET bed_id = 100013 WHERE encounter_id = 40001;
UPDATE bed_stays SET service = 'PSYCH' WHERE encounter_id = 80001;
UPDATE bed_stays SET service = 'PSYCH' WHERE encounter_id = 50001 AND sequence = 2;
