-- KPI values of the stream: columns as in the warehouse, without the dataset.

CREATE TABLE kpis (
    kpi_id text NOT NULL,
    topic text NOT NULL,
    title text NOT NULL,
    unit text NOT NULL,
    formula text NOT NULL,
    denominator text NOT NULL,
    source text NOT NULL,
    good text NOT NULL,
    amber double precision,
    red double precision,
    min_n integer NOT NULL,
    CONSTRAINT pk_kpis PRIMARY KEY (kpi_id)
);
COMMENT ON TABLE kpis IS
'Key performance indicators that the tables of silver are enough for.';
COMMENT ON COLUMN kpis.kpi_id IS 'Name of the KPI, which is the name of its file in sql/kpis.';
COMMENT ON COLUMN kpis.topic IS 'What it is about.';
COMMENT ON COLUMN kpis.title IS 'Its name for readers.';
COMMENT ON COLUMN kpis.unit IS 'Its unit.';
COMMENT ON COLUMN kpis.formula IS 'Its formula, in words.';
COMMENT ON COLUMN kpis.denominator IS 'What n counts.';
COMMENT ON COLUMN kpis.source IS 'Who published the formula and the limits.';
COMMENT ON COLUMN kpis.good IS 'Which values are better: high, low or none.';
COMMENT ON COLUMN kpis.amber IS 'Where amber begins; null: no colors.';
COMMENT ON COLUMN kpis.red IS 'Where red begins; null: no colors.';
COMMENT ON COLUMN kpis.min_n IS 'With a smaller n the value is hidden.';

CREATE TABLE kpi_values (
    kpi_id text NOT NULL,
    hospital_id integer NOT NULL,
    department_id integer NOT NULL,
    window_kind text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    hospital text NOT NULL,
    department text,
    value double precision,
    n bigint NOT NULL,
    color text,
    computed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_kpi_values PRIMARY KEY (kpi_id, hospital_id, department_id, window_kind, ended_at),
    CONSTRAINT fk_kpi_values_kpi_id FOREIGN KEY (kpi_id) REFERENCES kpis (kpi_id)
);
CREATE INDEX ON kpi_values (hospital_id, ended_at);
COMMENT ON TABLE kpi_values IS
'Values of KPIs for closed windows. A late event changes the windows after it.';
COMMENT ON COLUMN kpi_values.kpi_id IS 'The KPI.';
COMMENT ON COLUMN kpi_values.hospital_id IS 'The hospital.';
COMMENT ON COLUMN kpi_values.department_id IS 'The department; 0: the whole hospital.';
COMMENT ON COLUMN kpi_values.window_kind IS 'day, week or month.';
COMMENT ON COLUMN kpi_values.began_at IS 'Begin of the window.';
COMMENT ON COLUMN kpi_values.ended_at IS 'End of the window, which does not belong to it.';
COMMENT ON COLUMN kpi_values.hospital IS 'Name of the hospital.';
COMMENT ON COLUMN kpi_values.department IS 'Name of the department; null: the whole hospital.';
COMMENT ON COLUMN kpi_values.value IS 'The value; null if there is none, or if n is too small.';
COMMENT ON COLUMN kpi_values.n IS 'How many it rests on.';
COMMENT ON COLUMN kpi_values.color IS 'green, amber or red; null without limits or value.';
COMMENT ON COLUMN kpi_values.computed_at IS 'When it was computed.';
