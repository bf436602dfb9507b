-- Patient 9 is at the station of patient 6, who has not left it. Patient 3 leaves a station at the moment when patient
-- 10 comes to it.
CREATE TEMPORARY TABLE failing AS SELECT 99001 AS encounter_id;
UPDATE ed_stays SET departed_at = NULL, station_id = 200001 WHERE encounter_id = 60001;
UPDATE ed_stays SET station_id = 200001 WHERE encounter_id = 99001;
UPDATE ed_stays SET station_id = 100003 WHERE encounter_id = 80001;
UPDATE ed_stays SET departed_at = '2025-03-06 20:30-08', station_id = 100001 WHERE encounter_id = 30001;
