"""Small changes of rows of June 2026 at hospital 1, each with a KPI of the month that must change."""

from __future__ import annotations

__all__ = ["CHANGES"]

# A stay of June: admitted and ended in it.
STAY = """(
    SELECT encounter_id FROM encounters
    WHERE
        hospital_id = 1 AND class = 'inpatient' AND disposition = '01'
        AND admitted_at >= '2026-06-05' AND left_at < '2026-06-28' AND left_at > admitted_at + interval '60 hours'
    ORDER BY encounter_id
    LIMIT 1
)"""
PATIENT = f"(SELECT patient_id FROM encounters WHERE encounter_id = {STAY})"
# Somebody who went home from the emergency department soon.
RELEASED = """(
    SELECT encounter_id FROM ed_stays JOIN encounters AS e USING (encounter_id)
    WHERE
        e.hospital_id = 1 AND decision = 'discharge' AND arrived_at >= '2026-06-05' AND departed_at < '2026-06-28'
        AND departed_at < arrived_at + interval '3 hours'
    ORDER BY encounter_id
    LIMIT 1
)"""
BOARDER = RELEASED.replace("'discharge'", "'admit'").replace("3 hours", "30 hours")
WARD_HOUR = """(unit_id, hour) IN (
    SELECT unit_id, hour FROM unit_hours JOIN units USING (unit_id)
    WHERE hospital_id = 1 AND care_level = 'general' AND hour = '2026-06-10 17:00Z' AND nurses_required > 0
    ORDER BY unit_id
    LIMIT 1
)"""
SHIFT = """(
    SELECT shift_id FROM shifts
    WHERE
        hospital_id = 1 AND status = 'worked' AND source = 'own' AND shift_id % 100000 < 50000
        AND started_at >= '2026-06-05' AND ended_at < '2026-06-28'
    ORDER BY shift_id
    LIMIT 1
)"""
RUN = """(
    SELECT run_id FROM ambulance_runs
    WHERE
        hospital_id = 1 AND purpose = 'emergency' AND arrived_at >= '2026-06-05' AND offloaded_at < '2026-06-28'
        AND on_scene_at < called_at + interval '8 minutes'
    ORDER BY run_id
    LIMIT 1
)"""
CHANGES = {
    "mortality_pct": f"UPDATE encounters SET disposition = '20' WHERE encounter_id = {STAY}",
    "female_pct": "UPDATE patients SET gender = CASE gender WHEN 'Female' THEN 'Male' ELSE 'Female' END"
    f" WHERE patient_id = {PATIENT}",
    "alos_days": f"UPDATE encounters SET admitted_at = admitted_at + interval '1 hour' WHERE encounter_id = {STAY}",
    "discharge_delay_hours": f"UPDATE encounters SET ready_at = admitted_at WHERE encounter_id = {STAY}",
    "bed_days": f"DELETE FROM encounters WHERE encounter_id = {STAY}",
    "ed_within_4_hours_pct": "UPDATE ed_stays SET departed_at = arrived_at + interval '4 hours 1 second'"
    f" WHERE encounter_id = {RELEASED}",
    "ed_esi_1_2_pct": "UPDATE ed_stays SET esi = CASE WHEN esi < 3 THEN 3 ELSE 2 END"
    f" WHERE encounter_id = {RELEASED}",
    "boarding_hours": "UPDATE ed_stays SET decision_at = decision_at - interval '5 minutes'"
    f" WHERE encounter_id = {BOARDER}",
    "occupancy_pct": f"UPDATE unit_hours SET census = census + 1 WHERE {WARD_HOUR}",
    "nurse_ratio_compliance_pct": f"UPDATE unit_hours SET nurses_worked = 0 WHERE {WARD_HOUR}",
    "overtime_pct": f"UPDATE shifts SET source = 'overtime' WHERE shift_id = {SHIFT}",
    "open_shifts_pct": "UPDATE shifts SET status = 'open', staff_id = NULL, source = NULL, started_at = NULL,"
    f" ended_at = NULL WHERE shift_id = {SHIFT}",
    "vacancy_pct": "UPDATE employments SET valid_to = '2026-06-15', ended_because = 'resigned'"
    " WHERE (staff_id, sequence) IN ("
    "SELECT staff_id, sequence FROM employments"
    " WHERE hospital_id = 1 AND post_id IS NOT NULL AND valid_from < '2026-06-01' AND valid_to IS NULL"
    " ORDER BY staff_id LIMIT 1)",
    "ems_within_8_59_pct": "UPDATE ambulance_runs SET called_at = on_scene_at - interval '9 minutes'"
    f" WHERE run_id = {RUN}",
    "events_late_pct": "UPDATE adt_events SET recorded_at = occurred_at + interval '15 minutes 1 second'"
    " WHERE event_key = (SELECT max(event_key) FROM adt_events WHERE hospital_id = 1"
    " AND occurred_at BETWEEN '2026-06-10' AND '2026-06-11' AND recorded_at < occurred_at + interval '10 minutes')",
    "discharge_forecast_error_pct": "UPDATE los_predictions SET leave_24 = leave_24 / 2 WHERE hospital_id = 1",
}
