-- What the kinds of faults are.

CREATE TABLE messy_kinds (
    kind text CONSTRAINT pk_messy_kinds PRIMARY KEY,
    description text NOT NULL,
    lossy boolean NOT NULL
);

COMMENT ON TABLE messy_kinds IS 'Kinds of faults that a messy table may have.';
COMMENT ON COLUMN messy_kinds.kind IS 'Name of the kind.';
COMMENT ON COLUMN messy_kinds.description IS 'What such a fault does.';
COMMENT ON COLUMN messy_kinds.lossy IS
'True where the cell alone no longer tells its clean value: other columns or tables may, or nothing does.';
