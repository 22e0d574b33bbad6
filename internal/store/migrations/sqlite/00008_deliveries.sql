-- +goose Up
-- What feeds were sent, from its arrival on. id is the time of arrival in microseconds since 1970, or the next number that is free.
-- state is "queued", "claimed", "done" or "failed", and "done bare" or "failed bare" once the body is gone: so one index tells
-- what is to be worked on, what is listed, and what is still to be pruned.
CREATE TABLE deliveries (
    shop TEXT NOT NULL,
    id INTEGER NOT NULL,
    feed TEXT NOT NULL,
    event TEXT NOT NULL,
    object TEXT NOT NULL,
    repeat_key BLOB NOT NULL,
    received_at TEXT NOT NULL,
    source_at TEXT,
    size INTEGER NOT NULL,
    body BLOB,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    claim TEXT NOT NULL DEFAULT '',
    claimed_until TEXT,
    finished_at TEXT,
    repeats INTEGER NOT NULL DEFAULT 0,
    errors TEXT,
    warnings TEXT,
    PRIMARY KEY (shop, id)
);
-- One index knows a repetition, and finds all deliveries of an object: every further one would be paid by each acknowledgement.
CREATE UNIQUE INDEX deliveries_by_object ON deliveries (shop, feed, object, repeat_key);
CREATE INDEX deliveries_by_state ON deliveries (shop, state, feed, id);

-- How far the pulls of a feed have come, one row for each list that it has.
CREATE TABLE sync_states (
    shop TEXT NOT NULL,
    feed TEXT NOT NULL,
    kind TEXT NOT NULL,
    since TEXT,
    until_at TEXT,
    cursor_text TEXT NOT NULL,
    pages INTEGER NOT NULL,
    objects INTEGER NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    error TEXT NOT NULL,
    error_at TEXT,
    retry_at TEXT,
    PRIMARY KEY (shop, feed, kind)
);

-- +goose Down
DROP TABLE sync_states;
DROP TABLE deliveries;
