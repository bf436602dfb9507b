-- Beds, stations and operating rooms.

INSERT INTO dim_bed (bed_key, bed_name, bed_kind, room, label, bed_unit_name, bed_hospital_name)
SELECT
    b.bed_id AS bed_key,
    u.name || ' ' || b.room || '-' || b.label AS bed_name,
    b.kind AS bed_kind,
    b.room,
    b.label,
    u.name AS bed_unit_name,
    h.name AS bed_hospital_name
FROM beds AS b
JOIN units AS u USING (unit_id)
JOIN hospitals AS h ON b.hospital_id = h.hospital_id
UNION ALL
SELECT
    0 AS bed_key,
    'None' AS bed_name,
    'None' AS bed_kind,
    'None' AS room,
    'None' AS label,
    'None' AS bed_unit_name,
    'None' AS bed_hospital_name
