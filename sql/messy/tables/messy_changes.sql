-- The record of every fault in the messy tables.

CREATE TABLE messy_changes (
    change_id bigint CONSTRAINT pk_messy_changes PRIMARY KEY,
    table_name text NOT NULL,
    row_key bigint NOT NULL,
    column_name text,
    kind text NOT NULL,
    clean_value text,
    dirty_value text NOT NULL
);

CREATE INDEX ix_messy_changes_table_name_row_key ON messy_changes (table_name, row_key);

COMMENT ON TABLE messy_changes IS
'Every fault in the messy tables, one row for each: the answers to the exercise.';
COMMENT ON COLUMN messy_changes.change_id IS
'Number of the fault: the row_key, then one digit for the table and two for the column (00: the whole row).';
COMMENT ON COLUMN messy_changes.table_name IS 'Messy table that has the fault.';
COMMENT ON COLUMN messy_changes.row_key IS
'Row that has the fault: its patient_id, visit_id or billing_id. This key is never dirty in its own table.';
COMMENT ON COLUMN messy_changes.column_name IS
'Column that has the fault; null if the whole row is in the table twice.';
COMMENT ON COLUMN messy_changes.kind IS 'Kind of fault; messy_kinds explains it.';
COMMENT ON COLUMN messy_changes.clean_value IS
'Value in the flat view, as text. For a whole row: how often it is in the view, which is 1.';
COMMENT ON COLUMN messy_changes.dirty_value IS
'Value in the messy table. For a whole row: how often it is in the table, which is 2.';
