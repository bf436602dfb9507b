-- The workforce of the first hospital in the week of hospital_week.sql, with shifts planned up to Wednesday 2025-03-12,
-- and its ambulances. The second hospital is too small to have a workforce. All rules hold.
INSERT INTO roles (role, staff_group, licence, min_age, is_nurse) VALUES
('Registered nurse', 'nursing', 'RN', 23, TRUE),
('Nurse manager', 'management', 'RN', 30, FALSE),
('Emergency physician', 'medical', 'MD', 27, FALSE),
('Physician', 'medical', 'MD', 27, FALSE),
('Surgeon', 'medical', 'MD', 28, FALSE),
('Anesthesiologist', 'medical', 'MD', 23, FALSE),
('Paramedic', 'allied health', 'Paramedic', 22, FALSE),
('Emergency medical technician', 'allied health', 'EMT', 20, FALSE),
('Housekeeper', 'support', NULL, 19, FALSE);
INSERT INTO shift_types (shift_type, starts, hours, on_call) VALUES
('day 12', '07:00', 12, FALSE),
('night 12', '19:00', 12, FALSE),
('day 8', '07:00', 8, FALSE),
('day 10', '07:00', 10, FALSE),
('on call 24', '07:00', 24, TRUE);

-- Of most teams, one post works from Monday to Thursday and one from Friday to Sunday, both by day and by night. Others
-- work from Monday to Friday, or on call on alternate days. Weekdays are 1 (Monday) to 7.
CREATE TEMPORARY TABLE week_posts AS
SELECT
    t.team_number * 10 + p.number AS n,
    t.team,
    t.unit_id,
    t.role,
    p.shift_type,
    p.weekdays
FROM (
    VALUES
    (1, 'ward nurses', 1002, 'Registered nurse', 'twelve'),
    (2, 'ward nurses', 1003, 'Registered nurse', 'twelve'),
    (3, 'ward nurses', 1004, 'Registered nurse', 'twelve'),
    (4, 'ward nurses', 1005, 'Registered nurse', 'twelve'),
    (5, 'ward nurses', 1007, 'Registered nurse', 'twelve'),
    (6, 'emergency nurses', 1001, 'Registered nurse', 'twelve'),
    (7, 'emergency providers', 1001, 'Emergency physician', 'twelve'),
    (8, 'hospitalists', NULL, 'Physician', 'twelve'),
    (9, 'paramedics', NULL, 'Paramedic', 'twelve'),
    (10, 'emergency medical technicians', NULL, 'Emergency medical technician', 'twelve'),
    (11, 'operating nurses', 1006, 'Registered nurse', 'day 10'),
    (12, 'surgeons', NULL, 'Surgeon', 'day 10'),
    (13, 'anesthetists', NULL, 'Anesthesiologist', 'day 10'),
    (14, 'surgeons', NULL, 'Surgeon', 'on call'),
    (15, 'managers', NULL, 'Nurse manager', 'day 8'),
    (16, 'housekeepers', NULL, 'Housekeeper', 'day 8'),
    (17, 'ward nurses', 1002, 'Registered nurse', 'second'),
    (18, 'float nurses', NULL, 'Registered nurse', 'pool'),
    (20, 'triage nurses', 1001, 'Registered nurse', 'twelve')
) AS t (team_number, team, unit_id, role, pattern)
JOIN (
    VALUES
    ('twelve', 1, 'day 12', ARRAY[1, 2, 3, 4]),
    ('twelve', 2, 'day 12', ARRAY[5, 6, 7]),
    ('twelve', 3, 'night 12', ARRAY[1, 2, 3, 4]),
    ('twelve', 4, 'night 12', ARRAY[5, 6, 7]),
    ('day 10', 1, 'day 10', ARRAY[1, 2, 3, 4, 5]),
    ('day 8', 1, 'day 8', ARRAY[1, 2, 3, 4, 5]),
    ('on call', 1, 'on call 24', ARRAY[1, 3, 5]),
    ('on call', 2, 'on call 24', ARRAY[2, 4, 6]),
    ('second', 1, 'day 12', ARRAY[2, 3, 4]),
    ('pool', 1, 'day 12', ARRAY[]::integer[])
) AS p (pattern, number, shift_type, weekdays) USING (pattern);
INSERT INTO posts (
    post_id, hospital_id, department_id, unit_id, role, team, pattern, pattern_day, fte, float_pool, reports_to
)
SELECT
    100000 + p.n,
    1,
    u.department_id,
    p.unit_id,
    p.role,
    p.team,
    p.shift_type,
    0,
    1,
    p.team = 'float nurses',
    CASE WHEN p.role = 'Registered nurse' THEN 100151 END
FROM week_posts AS p
LEFT JOIN units AS u USING (unit_id);

-- One person a post, with the number of the post, who has become senior there. Person 151 was promoted from the float
-- pool. 161 follows 191, who retired on Wednesday, and will be followed by 192. 171 is the second nurse of a ward. One
-- comes from an agency.
INSERT INTO staff (
    staff_id, hospital_id, doctor_id, first_name, last_name, gender, date_of_birth, profession_since, agency
)
SELECT
    1000000 + n,
    1,
    CASE WHEN n = 121 THEN 1 END,
    'Jane',
    'Smith',
    'Female',
    date '1970-01-01',
    date '2000-01-01',
    FALSE
FROM week_posts
WHERE n <> 171
UNION ALL
SELECT 1000171, 1, NULL, 'Eve', 'Hill', 'Female', '2000-01-01', '2021-06-01', FALSE
UNION ALL
SELECT 1000191, 1, NULL, 'Cal', 'Brown', 'Male', '1957-05-05', '1980-01-01', FALSE
UNION ALL
SELECT 1000192, 1, NULL, 'Dan', 'Green', 'Male', '1999-05-05', '2021-04-01', FALSE
UNION ALL
SELECT 1900001, 1, NULL, 'Bea', 'Jones', 'Female', '1965-05-05', '1990-01-01', TRUE;
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, valid_to, began_because,
    ended_because
)
SELECT
    1000000 + p.n,
    e.sequence,
    1,
    100000 + p.n,
    p.role,
    1,
    e.experience,
    e.valid_from,
    e.valid_to,
    e.began_because,
    e.ended_because
FROM week_posts AS p
CROSS JOIN (
    VALUES
    (1, 'experienced', date '2010-01-01', date '2014-12-31', 'hired', 'experience'),
    (2, 'senior', '2015-01-01', NULL, 'experience', NULL)
) AS e (sequence, experience, valid_from, valid_to, began_because, ended_because)
WHERE p.n NOT IN (151, 161, 171);
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, valid_to, began_because,
    ended_because
) VALUES
(1000151, 1, 1, 100181, 'Registered nurse', 1, 'experienced', '2007-01-01', '2009-12-31', 'hired', 'promoted'),
(1000151, 2, 1, 100151, 'Nurse manager', 1, 'experienced', '2010-01-01', '2014-12-31', 'promoted', 'experience'),
(1000151, 3, 1, 100151, 'Nurse manager', 1, 'senior', '2015-01-01', NULL, 'experience', NULL),
(1000161, 1, 1, 100161, 'Housekeeper', 1, 'senior', '2025-03-06', '2025-03-31', 'hired', 'resigned'),
(1000171, 1, 1, 100171, 'Registered nurse', 1, 'junior', '2023-01-01', NULL, 'hired', NULL),
(1000191, 1, 1, 100161, 'Housekeeper', 1, 'senior', '2001-03-01', '2025-03-05', 'hired', 'retired'),
(1000192, 1, 1, 100161, 'Housekeeper', 1, 'junior', '2025-04-01', NULL, 'hired', NULL),
(1900001, 1, 1, NULL, 'Registered nurse', 1, 'senior', '2025-01-01', '2025-03-20', 'agency contract', 'contract ended');

-- The nurse of Medicine falls sick on Saturday; the nurse of Labor and delivery is on leave on Tuesday; the second
-- nurse of Medicine on Wednesday. The manager has been sick since Friday.
INSERT INTO absences (staff_id, first_day, last_day, kind) VALUES
(1000012, '2025-03-08', '2025-03-08', 'sickness'),
(1000031, '2025-03-04', '2025-03-04', 'leave'),
(1000041, '2025-03-06', '2025-03-06', 'leave'),
(1000151, '2025-03-07', NULL, 'sickness'),
(1000171, '2025-03-05', '2025-03-05', 'leave');
CREATE TEMPORARY TABLE week_shifts AS
SELECT
    10000000000 + (d.at::date - date '1950-01-01') * 100000::bigint + p.n + coalesce(c.stand_in, 0) * 50000 AS shift_id,
    100000 + p.n AS post_id,
    CASE
        WHEN c.post IS NOT NULL THEN c.staff_id
        WHEN p.n = 161 AND d.at < '2025-03-06' THEN 1000191
        ELSE 1000000 + p.n
    END AS staff_id,
    p.unit_id,
    p.role,
    p.shift_type,
    (d.at + t.starts) AT TIME ZONE 'America/Los_Angeles' AS planned_start,
    (d.at + t.starts + t.hours * interval '1 hour') AT TIME ZONE 'America/Los_Angeles' AS planned_end,
    p.role = 'Registered nurse' AND p.n < 171 AND c.status IS NULL AS in_charge,
    CASE WHEN c.post IS NULL THEN 'own' ELSE c.source END AS source,
    CASE
        WHEN c.status IS NOT NULL THEN c.status
        WHEN d.at > '2025-03-09' THEN 'planned'
        WHEN t.on_call THEN 'standby'
        WHEN d.at = '2025-03-09' AND p.shift_type = 'night 12' THEN 'at work'
        ELSE 'worked'
    END AS status
FROM week_posts AS p
JOIN shift_types AS t USING (shift_type)
CROSS JOIN generate_series(timestamp '2025-03-03', timestamp '2025-03-12', interval '1 day') AS d (at)
LEFT JOIN (
    VALUES
    (12, date '2025-03-08', 0, 1000012, 'own', 'absent'),
    (12, '2025-03-08', 1, 1900001, 'agency', NULL),
    (31, '2025-03-04', 0, 1000181, 'float', NULL),
    (41, '2025-03-06', 0, 1000052, 'overtime', NULL),
    (151, '2025-03-07', 0, 1000151, 'own', 'absent'),
    (171, '2025-03-05', 0, NULL, NULL, 'open')
) AS c (post, day, stand_in, staff_id, source, status) ON p.n = c.post AND d.at = c.day
WHERE date_part('isodow', d.at) = ANY(p.weekdays);
-- a surgeon on call, called in on Thursday
UPDATE week_shifts SET status = 'worked' WHERE staff_id = 1000142 AND planned_start = '2025-03-06 07:00-08';
INSERT INTO shifts (
    shift_id, hospital_id, post_id, staff_id, unit_id, role, shift_type, planned_start, planned_end, started_at,
    ended_at, in_charge, source, status
)
SELECT
    shift_id,
    1,
    post_id,
    staff_id,
    unit_id,
    role,
    shift_type,
    planned_start,
    planned_end,
    CASE
        WHEN shift_type = 'on call 24' AND status = 'worked' THEN '2025-03-06 08:40-08'
        WHEN status IN ('at work', 'worked') THEN planned_start - interval '5 minutes'
    END,
    CASE
        WHEN shift_type = 'on call 24' AND status = 'worked' THEN '2025-03-06 09:45-08'
        WHEN status = 'worked' THEN planned_end + interval '15 minutes'
    END,
    in_charge,
    source,
    status
FROM week_shifts;

-- Acts: what has to be done, from when to when, and by which team; whoever of the team is on duty does it. Nursing goes
-- on with the next shift.
CREATE TEMPORARY TABLE week_acts AS
SELECT encounter_id, 'triage' AS act, 'triage nurses' AS team, NULL::integer AS unit_id, triaged_at AS began_at,
    triaged_at AS ended_at
FROM ed_stays
UNION ALL
SELECT encounter_id, 'emergency nursing', 'emergency nurses', NULL, least(roomed_at, provider_at), departed_at
FROM ed_stays
UNION ALL
SELECT encounter_id, 'emergency care', 'emergency providers', NULL, provider_at, decision_at FROM ed_stays
UNION ALL
SELECT encounter_id, 'admission', 'hospitalists', NULL, admitted_at, admitted_at FROM encounters
UNION ALL
SELECT encounter_id, 'discharge', 'hospitalists', NULL, ready_at, ready_at
FROM encounters
WHERE disposition <> '20'
UNION ALL
SELECT s.encounter_id, 'nursing', 'ward nurses', b.unit_id, s.entered_at, s.left_at
FROM bed_stays AS s
JOIN beds AS b USING (bed_id)
UNION ALL
SELECT s.encounter_id, a.act, a.team, NULL, s.started_at, s.ended_at
FROM surgeries AS s
CROSS JOIN (
    VALUES
    ('surgery', 'surgeons'), ('anesthesia', 'anesthetists'), ('operating nursing', 'operating nurses')
) AS a (act, team);
INSERT INTO encounter_staff (encounter_id, act, began_at, ended_at, staff_id, shift_id)
SELECT DISTINCT ON (a.encounter_id, a.act, greatest(a.began_at, s.planned_start))
    a.encounter_id,
    a.act,
    greatest(a.began_at, s.planned_start),
    CASE
        WHEN least(a.ended_at, s.planned_end) < '2025-03-10 00:00-07'
            THEN CASE WHEN s.shift_type = 'on call 24' THEN a.ended_at ELSE least(a.ended_at, s.planned_end) END
    END,
    s.staff_id,
    s.shift_id
FROM week_acts AS a
JOIN encounters AS e USING (encounter_id)
JOIN shifts AS s ON e.hospital_id = s.hospital_id AND s.status IN ('at work', 'worked')
JOIN posts AS p ON s.post_id = p.post_id AND a.team = p.team AND (a.unit_id = p.unit_id) IS NOT FALSE
WHERE
    a.began_at < s.planned_end
    AND (
        a.began_at >= greatest(s.planned_start, s.started_at)
        OR (a.act LIKE '%nursing' AND (a.ended_at > s.planned_start) IS NOT FALSE)
    )
ORDER BY a.encounter_id, a.act, greatest(a.began_at, s.planned_start), s.started_at DESC, s.shift_id;

UPDATE unit_hours AS c
SET
    nurses_required = ceil(c.census / u.patients_per_nurse),
    nurses_worked = (
        SELECT count(*)
        FROM shifts AS s
        JOIN posts AS p USING (post_id)
        WHERE
            s.unit_id = c.unit_id
            AND p.team <> 'triage nurses'
            AND p.role = 'Registered nurse'
            AND s.status IN ('at work', 'worked')
            AND s.planned_start <= c.hour
            AND s.planned_end > c.hour
    )
FROM units AS u
WHERE
    c.unit_id = u.unit_id
    AND u.hospital_id = 1;

-- Who came by ambulance was brought, once by somebody else's; one was driven to the other hospital, and one came from a
-- facility with its ambulance.
INSERT INTO vehicles (vehicle_id, hospital_id, call_sign, care) VALUES
(1001, 1, 'Medic 1', 'advanced'), (1002, 1, 'Ambulance 1', 'basic'), (1003, 1, 'Critical care 1', 'critical care');
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, priority, care, lights, vehicle_id, driver_id,
    driver_shift_id, attendant_id, attendant_shift_id, miles, called_at, dispatched_at,
    en_route_at, on_scene_at, left_scene_at, arrived_at, offloaded_at, available_at
)
SELECT
    r.run_id,
    1,
    r.run_id / 100,
    CASE WHEN r.priority IS NULL THEN 'transfer' ELSE 'emergency' END,
    CASE WHEN r.vehicle_id IS NULL THEN 'other' ELSE 'own' END,
    r.priority,
    r.care,
    FALSE,
    r.vehicle_id,
    d.staff_id,
    d.shift_id,
    a.staff_id,
    a.shift_id,
    5.5,
    r.left_scene_at::timestamptz - interval '30 minutes',
    r.left_scene_at::timestamptz - interval '29 minutes',
    r.left_scene_at::timestamptz - interval '28 minutes',
    r.left_scene_at::timestamptz - interval '20 minutes',
    r.left_scene_at::timestamptz,
    r.arrived_at::timestamptz,
    r.arrived_at::timestamptz + interval '20 minutes',
    r.arrived_at::timestamptz + interval '40 minutes'
FROM (
    VALUES
    (6000100, 'Bravo', 'basic', 1002, '2025-03-03 13:50-08', '2025-03-03 14:00-08'),
    (9900100, 'Delta', 'advanced', 1001, '2025-03-04 06:45-08', '2025-03-04 07:00-08'),
    (9900101, NULL, 'critical care', 1003, '2025-03-04 09:00-08', '2025-03-04 15:00-05'),
    (5000100, 'Echo', 'advanced', 1001, '2025-03-04 21:40-08', '2025-03-04 22:00-08'),
    (8500000, 'Alpha', 'advanced', NULL, '2025-03-05 07:40-08', '2025-03-05 08:00-08'),
    (14000101, NULL, 'basic', NULL, '2025-03-06 13:00-08', '2025-03-06 13:55-08')
) AS r (run_id, priority, care, vehicle_id, left_scene_at, arrived_at)
LEFT JOIN shifts AS d
    ON
        r.vehicle_id IS NOT NULL
        AND d.role = 'Emergency medical technician'
        AND r.left_scene_at::timestamptz - interval '29 minutes' >= d.planned_start
        AND r.left_scene_at::timestamptz - interval '29 minutes' < d.planned_end
LEFT JOIN shifts AS a
    ON
        a.role = 'Paramedic'
        AND a.planned_start = d.planned_start;
