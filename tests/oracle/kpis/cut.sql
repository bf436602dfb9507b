-- Removes what was not known at a moment, so that the database is as it was then. Parameter: the moment.
-- It also changes what is read as of today and must not matter.

CREATE TEMPORARY TABLE cut AS
SELECT
    h.hospital_id,
    %(moment)s::timestamptz AS moment,
    ((%(moment)s::timestamptz - interval '1 microsecond') AT TIME ZONE h.time_zone)::date AS day
FROM hospitals AS h;

UPDATE patients SET age = 0, left_on = NULL, date_of_death = NULL;

DELETE FROM ed_stays WHERE arrived_at >= %(moment)s;
UPDATE ed_stays SET departed_at = NULL WHERE departed_at >= %(moment)s;
UPDATE ed_stays SET decision_at = NULL, decision = NULL WHERE decision_at >= %(moment)s;
UPDATE ed_stays SET provider_at = NULL WHERE provider_at >= %(moment)s;
UPDATE ed_stays SET roomed_at = NULL, station_id = NULL WHERE roomed_at >= %(moment)s;
UPDATE ed_stays
SET triaged_at = NULL, esi = NULL, early_warning_score = NULL, triage_color = NULL
WHERE triaged_at >= %(moment)s;

DELETE FROM bed_stays WHERE entered_at >= %(moment)s;
UPDATE bed_stays SET left_at = NULL WHERE left_at >= %(moment)s;

DELETE FROM bed_status_periods WHERE began_at >= %(moment)s;
UPDATE bed_status_periods SET ended_at = NULL WHERE ended_at >= %(moment)s;

DELETE FROM surgeries WHERE booked_at >= %(moment)s;
UPDATE surgeries SET ended_at = NULL WHERE ended_at >= %(moment)s;
UPDATE surgeries SET started_at = NULL, room_id = NULL WHERE started_at >= %(moment)s;
UPDATE surgeries SET cancelled_at = NULL, cancel_reason = NULL WHERE cancelled_at >= %(moment)s;

DELETE FROM diversions WHERE began_at >= %(moment)s;
UPDATE diversions SET ended_at = NULL WHERE ended_at >= %(moment)s;

DELETE FROM facility_transfers WHERE requested_at >= %(moment)s;
UPDATE facility_transfers SET arrived_at = NULL WHERE arrived_at >= %(moment)s;
UPDATE facility_transfers SET departed_at = NULL WHERE departed_at >= %(moment)s;
UPDATE facility_transfers SET answered_at = NULL, accepted = NULL WHERE answered_at >= %(moment)s;

DELETE FROM ambulance_runs WHERE arrived_at >= %(moment)s;
UPDATE ambulance_runs SET offloaded_at = NULL WHERE offloaded_at >= %(moment)s;
UPDATE ambulance_runs SET available_at = NULL WHERE available_at >= %(moment)s;

-- A stay that becomes observation is inpatient before.
UPDATE encounters
SET class = 'inpatient'
FROM adt_events AS a
WHERE encounters.encounter_id = a.encounter_id AND a.trigger = 'A07' AND a.occurred_at >= %(moment)s;
DELETE FROM adt_events WHERE recorded_at >= %(moment)s;

UPDATE encounters
SET visit_id = NULL
FROM billing AS b, cut AS c
WHERE encounters.visit_id = b.visit_id AND encounters.hospital_id = c.hospital_id AND b.billing_date > c.day;
DELETE FROM billing
USING visits AS v, cut AS c
WHERE billing.visit_id = v.visit_id AND v.hospital_id = c.hospital_id AND billing_date > c.day;
DELETE FROM visits WHERE NOT EXISTS (SELECT FROM billing AS b WHERE b.visit_id = visits.visit_id);

DELETE FROM encounters WHERE registered_at >= %(moment)s;
UPDATE encounters SET left_at = NULL, disposition = NULL WHERE left_at >= %(moment)s;
UPDATE encounters SET ready_at = NULL WHERE ready_at >= %(moment)s;
UPDATE encounters SET admitted_at = NULL, class = 'emergency' WHERE admitted_at >= %(moment)s;

DELETE FROM unit_hours WHERE hour >= %(moment)s;

DELETE FROM encounter_staff;
UPDATE shifts
SET started_at = NULL, ended_at = NULL, status = CASE status WHEN 'open' THEN 'open' ELSE 'planned' END
WHERE coalesce(started_at, planned_start) >= %(moment)s;
UPDATE shifts SET ended_at = NULL, status = 'at work' WHERE ended_at >= %(moment)s;

DELETE FROM absences USING staff AS s, cut AS c
WHERE absences.staff_id = s.staff_id AND s.hospital_id = c.hospital_id AND first_day > c.day;
UPDATE absences SET last_day = NULL
FROM staff AS s, cut AS c
WHERE absences.staff_id = s.staff_id AND s.hospital_id = c.hospital_id AND last_day > c.day;

DELETE FROM employments USING cut AS c WHERE employments.hospital_id = c.hospital_id AND valid_from > c.day;
UPDATE employments SET valid_to = NULL, ended_because = NULL
FROM cut AS c
WHERE employments.hospital_id = c.hospital_id AND valid_to > c.day;

DELETE FROM los_predictions WHERE predicted_at >= %(moment)s;

DROP TABLE cut;

ANALYZE;
