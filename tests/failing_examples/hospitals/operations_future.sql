-- The first moment after today in each column, at one or the other hospital; and the last one of today
CREATE TEMPORARY TABLE failing AS
SELECT
    'encounters' AS table_name,
    f.row_id::bigint AS row_id
FROM (VALUES (10001), (30001), (50001), (90001)) AS f (row_id);
UPDATE encounters SET registered_at = '2025-03-10 00:00-07' WHERE encounter_id = 10001;
UPDATE encounters SET admitted_at = '2025-03-10 00:00-07' WHERE encounter_id = 30001;
UPDATE encounters SET ready_at = '2025-03-10 00:00-07' WHERE encounter_id = 50001;
UPDATE encounters SET left_at = '2025-03-10 00:00-04' WHERE encounter_id = 90001;
UPDATE encounters SET left_at = '2025-03-09 23:59:59-07' WHERE encounter_id = 120001;
UPDATE ed_stays SET arrived_at = '2025-03-10 00:00-07' WHERE encounter_id = 10001;
UPDATE ed_stays SET triaged_at = '2025-03-10 00:00-07' WHERE encounter_id = 15000;
UPDATE ed_stays SET roomed_at = '2025-03-10 00:00-07' WHERE encounter_id = 30001;
UPDATE ed_stays SET provider_at = '2025-03-10 00:00-07' WHERE encounter_id = 50001;
UPDATE ed_stays SET decision_at = '2025-03-10 00:00-07' WHERE encounter_id = 60001;
UPDATE ed_stays SET departed_at = '2025-03-10 00:00-07' WHERE encounter_id = 85000;
INSERT INTO failing
SELECT 'ed_stays', f.row_id FROM (VALUES (10001), (15000), (30001), (50001), (60001), (85000)) AS f (row_id);
UPDATE bed_stays SET entered_at = '2025-03-10 00:00-07' WHERE encounter_id = 10001;
UPDATE bed_stays SET left_at = '2025-03-10 00:00-07' WHERE encounter_id = 30001;
INSERT INTO failing VALUES ('bed_stays', 10001), ('bed_stays', 30001);
UPDATE bed_status_periods SET began_at = '2025-03-10 00:00-07' WHERE bed_id = 100032;
UPDATE bed_status_periods SET ended_at = '2025-03-10 00:00-07' WHERE bed_id = 100012;
INSERT INTO failing VALUES ('bed_status_periods', 100012), ('bed_status_periods', 100032);
INSERT INTO surgeries (
    encounter_id, sequence, urgency, procedure, booked_at, planned_at, started_at, ended_at, cancelled_at
) VALUES
(10001, 1, 'urgent', 'Surgery', '2025-03-10 00:00-07', '2025-03-11 00:00-07', NULL, NULL, NULL),
(30001, 1, 'urgent', 'Surgery', '2025-03-09 00:00-07', '2025-03-09 00:00-07', '2025-03-10 00:00-07', NULL, NULL),
(
    110001, 1, 'urgent', 'Surgery', '2025-03-09 00:00-07', '2025-03-11 00:00-07', '2025-03-09 00:00-07',
    '2025-03-10 00:00-07', NULL
),
(140001, 1, 'urgent', 'Surgery', '2025-03-09 00:00-07', '2025-03-11 00:00-07', NULL, NULL, '2025-03-10 00:00:01-07');
INSERT INTO failing
SELECT 'surgeries', f.row_id FROM (VALUES (10001), (30001), (110001), (140001)) AS f (row_id);
UPDATE facility_transfers SET requested_at = '2025-03-10 00:00-04' WHERE encounter_id = 90001;
UPDATE facility_transfers SET answered_at = '2025-03-10 00:00-07' WHERE encounter_id = 99001;
UPDATE facility_transfers SET departed_at = '2025-03-10 00:00-07' WHERE encounter_id = 85000 AND attempt = 2;
UPDATE facility_transfers SET arrived_at = '2025-03-10 00:00-07' WHERE encounter_id = 140001 AND attempt = 2;
INSERT INTO failing
SELECT 'facility_transfers', f.row_id FROM (VALUES (85000), (90001), (99001), (140001)) AS f (row_id);
UPDATE bookings SET booked_at = '2025-03-10 00:00-07' WHERE encounter_id = 120002;
UPDATE diversions SET began_at = '2025-03-10 00:00-07' WHERE began_at = '2025-03-08 12:00-08';
UPDATE diversions SET ended_at = '2025-03-10 00:00-04' WHERE hospital_id = 2;
INSERT INTO failing VALUES ('bookings', 120002), ('diversions', 1), ('diversions', 2), ('adt_events', 1000101);
UPDATE adt_events SET recorded_at = '2025-03-10 00:00-07' WHERE event_key = 1000101;
