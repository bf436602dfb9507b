"""Who does what for patients: from the encounters of the flow and from those who are on duty, rows of encounter_staff.

People of the emergency department, of admissions and of discharges are drawn among those on duty. Nurses of wards share
out the patients. Who operates has been chosen by the flow, because nobody operates on two patients at once.
"""
