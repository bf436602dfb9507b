-- A decision without a time, and a time without a decision. Admissions without the decision, with another one, and before
-- it. A decision to admit, after which the patient left the emergency department and was not admitted; the one who is
-- still there may be admitted later. Dispositions that do not fit
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (
    VALUES (10001), (15000), (30001), (50001), (60001), (75000), (75001), (85000), (99001), (100001)
) AS f (encounter_id);
UPDATE ed_stays SET decision_at = NULL WHERE encounter_id = 10001;
UPDATE ed_stays SET decision = NULL WHERE encounter_id = 15000;
UPDATE ed_stays SET decision = 'discharge' WHERE encounter_id = 30001;
UPDATE encounters SET admitted_at = admitted_at - interval '1 second' WHERE encounter_id = 50001;
UPDATE encounters SET admitted_at = NULL WHERE encounter_id IN (60001, 110001);
UPDATE ed_stays SET departed_at = NULL WHERE encounter_id = 110001;
UPDATE encounters SET disposition = '01' WHERE encounter_id IN (75000, 99001);
UPDATE ed_stays SET decision = 'died' WHERE encounter_id = 85000;
UPDATE ed_stays SET decision = NULL, decision_at = NULL WHERE encounter_id = 100001;
INSERT INTO encounters (
    encounter_id, patient_id, hospital_id, condition_id, class, arrival_mode, admission_source, service, registered_at,
    left_at, disposition
)
SELECT
    f.encounter_id,
    7,
    1,
    1,
    'emergency',
    'walk-in',
    '1',
    'EMED',
    timestamptz '2025-03-07 10:00-08',
    timestamptz '2025-03-07 11:00-08',
    f.disposition
FROM (
    VALUES (75001, '01'), (75002, '07'), (75003, '05'), (75004, '65'), (75005, '20')
) AS f (encounter_id, disposition);
INSERT INTO ed_stays (encounter_id, arrived_at, decision_at, decision, departed_at)
SELECT
    f.encounter_id,
    timestamptz '2025-03-07 10:00-08',
    timestamptz '2025-03-07 11:00-08',
    f.decision,
    timestamptz '2025-03-07 11:00-08'
FROM (
    VALUES
    (75001, 'against advice'), (75002, 'against advice'), (75003, 'transfer'), (75004, 'transfer'), (75005, 'died')
) AS f (encounter_id, decision);
