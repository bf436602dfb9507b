-- Right values of each kind of window, also over the day on which clocks go forward (2025-03-09); each of the others is
-- wrong in one thing. The other datasets are not the current one; they have a hospital 9.
INSERT INTO kpis (kpi_id, topic, title, unit, formula, denominator, source, good, amber, red, min_n) VALUES
('k', 'Beds', 'A KPI', '%', 'a / b', 'b', 'AHA', 'none', NULL, NULL, 20),
('wrong', 'Beds', 'A KPI', '%', 'a / b', 'b', 'AHA', 'none', NULL, NULL, 20);
INSERT INTO kpi_values (
    dataset_id, kpi_id, hospital_id, department_id, window_kind, began_at, ended_at, hospital, department, value, n
) VALUES
(1, 'k', 1, 0, 'day', '2025-03-09 00:00-08', '2025-03-10 00:00-07', 'A', NULL, 5, 20),
(1, 'k', 1, 0, 'week', '2025-03-03 00:00-08', '2025-03-10 00:00-07', 'A', NULL, NULL, 19),
(1, 'k', 1, 0, '28 days', '2025-02-10 00:00-08', '2025-03-10 00:00-07', 'A', NULL, 5, 20),
(1, 'k', 1, 0, 'month', '2025-02-01 00:00-08', '2025-03-01 00:00-08', 'A', NULL, 5, 20),
(1, 'k', 1, 102, '24 hours', '2025-03-08 07:00-08', '2025-03-09 08:00-07', 'A', 'General medicine', 5, 20),
(1, 'k', 2, 0, 'day', '2025-03-09 00:00-05', '2025-03-10 00:00-04', 'B', NULL, 5, 20),
(1, 'k', 2, 0, 'day', '2025-03-08 00:00-05', '2025-03-09 00:00-05', 'B', NULL, 5, 21),
(2, 'k', 9, 0, 'day', '2025-03-09 01:00-08', '2025-03-19 00:00-07', 'C', NULL, 5, 19),
(0, 'k', 9, 0, 'day', '2025-03-09 01:00-08', '2025-03-19 00:00-07', 'C', NULL, 5, 19),
-- no such hospital; a department of another hospital
(1, 'wrong', 9, 0, 'day', '2025-03-08 00:00-08', '2025-03-09 00:00-08', 'C', NULL, 5, 20),
(1, 'wrong', 2, 102, 'day', '2025-03-08 00:00-05', '2025-03-09 00:00-05', 'B', 'General medicine', 5, 20),
-- ends after today
(1, 'wrong', 1, 0, '24 hours', '2025-03-09 00:00:01-07', '2025-03-10 00:00:01-07', 'A', NULL, 5, 20),
-- rests on too few
(1, 'wrong', 1, 0, 'day', '2025-03-07 00:00-08', '2025-03-08 00:00-08', 'A', NULL, 5, 19),
-- begin at a wrong time
(1, 'wrong', 1, 0, 'day', '2025-03-04 00:00-08', '2025-03-06 00:00-08', 'A', NULL, 5, 20),
(1, 'wrong', 1, 0, 'week', '2025-02-25 00:00-08', '2025-03-03 00:00-08', 'A', NULL, 5, 20),
(1, 'wrong', 1, 0, '28 days', '2025-02-08 00:00-08', '2025-03-09 00:00-08', 'A', NULL, 5, 20),
(1, 'wrong', 1, 0, 'month', '2025-01-31 00:00-08', '2025-03-01 00:00-08', 'A', NULL, 5, 20),
(1, 'wrong', 1, 0, '24 hours', '2025-03-08 07:00-08', '2025-03-09 07:00-07', 'A', NULL, 5, 20),
-- end at a wrong time
(1, 'wrong', 2, 0, 'day', '2025-03-05 00:00-05', '2025-03-06 01:00-05', 'B', NULL, 5, 20),
(1, 'wrong', 2, 0, 'week', '2025-02-24 00:00-05', '2025-03-04 00:00-05', 'B', NULL, 5, 20),
(1, 'wrong', 2, 0, '28 days', '2025-02-06 00:00-05', '2025-03-06 01:00-05', 'B', NULL, 5, 20),
(1, 'wrong', 2, 0, 'month', '2025-02-01 00:00-05', '2025-03-02 00:00-05', 'B', NULL, 5, 20);
CREATE TEMPORARY TABLE failing AS
SELECT kpi_id, hospital_id, department_id, window_kind, ended_at
FROM kpi_values
WHERE kpi_id = 'wrong';
