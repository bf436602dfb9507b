-- Rows that are not equal, and yet are just what the events tell that silver has: the fault is not
-- silver's.

SELECT d.number
FROM differences AS d
LEFT JOIN expected_encounters AS x USING (encounter_id)
LEFT JOIN taken_encounters AS t USING (encounter_id)
WHERE d.relation = 'encounters' AND x IS NOT DISTINCT FROM t
UNION ALL
SELECT d.number
FROM differences AS d
LEFT JOIN expected_ed_stays AS x USING (encounter_id)
LEFT JOIN taken_ed_stays AS t USING (encounter_id)
WHERE d.relation = 'ed_stays' AND x IS NOT DISTINCT FROM t
UNION ALL
SELECT d.number
FROM differences AS d
LEFT JOIN expected_bed_stays AS x USING (encounter_id, sequence)
LEFT JOIN taken_bed_stays AS t USING (encounter_id, sequence)
WHERE d.relation = 'bed_stays' AND x IS NOT DISTINCT FROM t
UNION ALL
SELECT d.number
FROM differences AS d
LEFT JOIN expected_bed_status_periods AS x ON d.bed_id = x.bed_id AND d.first_at = x.began_at
LEFT JOIN taken_bed_status_periods AS t ON d.bed_id = t.bed_id AND d.first_at = t.began_at
WHERE d.relation = 'bed_status_periods' AND x IS NOT DISTINCT FROM t
