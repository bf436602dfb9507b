-- The kinds of faults.

CREATE TABLE messy_kinds (
    kind text CONSTRAINT pk_messy_kinds PRIMARY KEY,
    description text NOT NULL,
    lossy boolean NOT NULL
);

COMMENT ON TABLE messy_kinds IS 'Kinds of faults in the messy tables.';
COMMENT ON COLUMN messy_kinds.kind IS 'Name of the kind.';
COMMENT ON COLUMN messy_kinds.description IS 'What a fault of this kind is.';
COMMENT ON COLUMN messy_kinds.lossy IS
'True if the cell alone does not show its clean value any more. Other columns or tables may show it.';
