-- KPI values, a model and its predictions, on top of operations_rows.sql: the rows that healthgen kpis and healthgen los
-- write. Patient 1 is in hospital 2.
INSERT INTO kpis (kpi_id, topic, title, unit, formula, denominator, source, good, amber, red, min_n) VALUES
('occupancy_pct', 'Beds', 'Occupancy', '%', 'patients / beds', 'bed hours', 'AHA', 'low', 85, 92, 20),
('alos_days', 'Length of stay', 'Length of stay', 'days', 'mean', 'discharges', 'AHA', 'none', NULL, NULL, 20);
INSERT INTO kpi_values (
    dataset_id, kpi_id, hospital_id, department_id, window_kind, began_at, ended_at, hospital, department, value, n,
    color
) VALUES
(1, 'occupancy_pct', 1, 0, 'day', '2025-06-01 06:00Z', '2025-06-02 06:00Z', 'North', NULL, 81.5, 72, 'green'),
(1, 'occupancy_pct', 1, 102, 'day', '2025-06-01 06:00Z', '2025-06-02 06:00Z', 'North', 'Medicine', NULL, 0, NULL);
INSERT INTO los_models (
    dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint, features,
    split, metrics, critical_threshold, high_threshold, card, model
) VALUES
(
    1, '2025-06-01 00:00Z', 42, '0.1.0', '3.11.7', '1.9.1', '0.16.0', 'abc', '{}', '{}', '{}', 0.6, 0.7, '# Card',
    '\x00'
);
INSERT INTO los_predictions (
    model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far, p10_hours, p50_hours, p90_hours,
    over_48, over_96, leave_24, leave_48, alert, reasons
) VALUES
(1, 1, 10003, '2025-05-31 07:00Z', 2, 11, 30, 60, 120, 0.6, 0.2, 0.1, 0.3, NULL, NULL),
(1, 1, 10003, '2025-06-01 07:00Z', 2, 35, 50, 98, 160, 0.9, 0.7, 0.1, 0.3, 'CRITICAL', '["age 84"]');
