-- +goose Up
-- One import of one file, from its upload on. items is how many things of the file are done: it moves in the transaction that does them.
CREATE TABLE import_jobs (
    id TEXT NOT NULL,
    shop TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    format TEXT NOT NULL,
    columns TEXT NOT NULL,
    items INTEGER NOT NULL,
    bytes_read INTEGER NOT NULL,
    bytes_total INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_new INTEGER NOT NULL,
    rows_changed INTEGER NOT NULL,
    rows_unchanged INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    rows_unpublished INTEGER NOT NULL,
    rows_kept INTEGER NOT NULL,
    chunks INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    problems TEXT NOT NULL,
    story TEXT NOT NULL,
    error TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    started_at TEXT,
    progressed_at TEXT,
    finished_at TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX import_jobs_by_shop ON import_jobs (shop, queued_at, id);
CREATE INDEX import_jobs_by_state ON import_jobs (state, queued_at, id);

-- What a chunk of an import changed: what was there before, and of what is there since a digest. For undoing it.
CREATE TABLE import_chunks (
    import_id TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    at TEXT NOT NULL,
    images BLOB NOT NULL,
    PRIMARY KEY (import_id, chunk)
);
CREATE INDEX import_chunks_by_time ON import_chunks (at);

-- Rows of the file that did not go in, as they are written there.
CREATE TABLE import_rows (
    import_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (import_id, seq)
);

-- Which column of a table stands for which field, as somebody corrected it, by the table's header.
CREATE TABLE import_mappings (
    shop TEXT NOT NULL,
    kind TEXT NOT NULL,
    header_key TEXT NOT NULL,
    mapping TEXT NOT NULL,
    PRIMARY KEY (shop, kind, header_key)
);

DROP TABLE imports;

-- +goose Down
CREATE TABLE imports (
    id TEXT NOT NULL,
    shop TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    element_price TEXT NOT NULL,
    state TEXT NOT NULL,
    dry_run INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_new INTEGER NOT NULL,
    rows_changed INTEGER NOT NULL,
    rows_unchanged INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    problems TEXT NOT NULL,
    error TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    PRIMARY KEY (id)
);
DROP TABLE import_mappings;
DROP TABLE import_rows;
DROP TABLE import_chunks;
DROP TABLE import_jobs;
