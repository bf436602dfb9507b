-- The record of every fault in the messy tables. Its key and its index are added when it is filled.

CREATE TABLE messy_changes (
    change_id bigint NOT NULL,
    table_name text NOT NULL,
    row_key bigint NOT NULL,
    column_name text,
    kind text NOT NULL,
    clean_value text,
    dirty_value text NOT NULL
);

COMMENT ON TABLE messy_changes IS
'Every fault in the messy tables, one row each: the answers to the exercise.';
COMMENT ON COLUMN messy_changes.change_id IS
'Number of the fault: the row_key, then a digit for the table and two for the column (00: the whole row).';
COMMENT ON COLUMN messy_changes.table_name IS 'Messy table that has the fault.';
COMMENT ON COLUMN messy_changes.row_key IS
'Row that has it: the patient_id, visit_id or billing_id, which are never dirty in their own table.';
COMMENT ON COLUMN messy_changes.column_name IS
'Column that has it; null where the whole row is there twice.';
COMMENT ON COLUMN messy_changes.kind IS 'Kind of fault, as in messy_kinds.';
COMMENT ON COLUMN messy_changes.clean_value IS
'What the flat view has there, as text; of a row, how often it is there: 1.';
COMMENT ON COLUMN messy_changes.dirty_value IS
'What the messy table has there; of a row, how often it is there: 2.';
