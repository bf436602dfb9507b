-- Bed stays as silver should have them. The event that enters the bed tells why.

SELECT
    r.encounter_id,
    r.sequence,
    r.bed_id,
    r.service,
    r.requested_at,
    r.entered_at,
    r.left_at,
    s.reason,
    s.outlier
FROM rebuilt_bed_stays AS r
LEFT JOIN sent_bed_stays AS s
    ON r.encounter_id = s.encounter_id AND r.bed_id = s.bed_id AND r.entered_at = s.entered_at
