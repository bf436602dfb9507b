-- current_dataset: The dataset now in the tables: its options, versions, dates and rows.
-- dataset_id: Number of the dataset.
-- config: Every option the dataset was made with.
-- seed: Seed of its random numbers.
-- today: The date it is seen on: nothing lies later, ages and payment statuses are as of it.
-- origin: The date by which N patients have registered, and whose month has the price 1.
-- start: The first possible admission.
-- generator_version: Version of healthgen-db that made it.
-- schema_revision: Revision of the tables it was loaded into.
-- postgres_version: Version of the PostgreSQL server it was loaded into.
-- started_at: When its load began.
-- finished_at: When its load ended.
-- seconds: Seconds that each phase of the load took.
-- fingerprint: Digest of all its rows: equal rows, equal fingerprint.
-- stages: The stages that made it, in their order: name, and the tables that each one fills.
-- rows: Rows by table.

SELECT
    dataset_id,
    config,
    seed,
    today,
    origin,
    start,
    generator_version,
    schema_revision,
    postgres_version,
    started_at,
    finished_at,
    seconds,
    fingerprint,
    stages,
    rows
FROM datasets
ORDER BY dataset_id DESC
LIMIT 1
