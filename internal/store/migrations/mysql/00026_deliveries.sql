-- +goose Up
-- What feeds were sent, from its arrival on. id is the time of arrival in microseconds since 1970, or the next number that is free.
-- state is "queued", "claimed", "done" or "failed", and "done bare" or "failed bare" once the body is gone: so one index tells
-- what is to be worked on, what is listed, and what is still to be pruned. Another one knows a repetition, and finds all
-- deliveries of an object: every further one would be paid by each acknowledgement.
CREATE TABLE IF NOT EXISTS deliveries (
    shop VARCHAR(64) NOT NULL,
    id BIGINT NOT NULL,
    feed VARCHAR(64) NOT NULL,
    event VARCHAR(128) NOT NULL,
    object VARCHAR(128) NOT NULL,
    repeat_key BINARY(16) NOT NULL,
    received_at DATETIME(6) NOT NULL,
    source_at DATETIME(6),
    size BIGINT NOT NULL,
    body MEDIUMBLOB,
    state VARCHAR(16) NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at DATETIME(6),
    claim VARCHAR(64) NOT NULL DEFAULT '',
    claimed_until DATETIME(6),
    finished_at DATETIME(6),
    repeats BIGINT NOT NULL DEFAULT 0,
    errors MEDIUMTEXT,
    warnings MEDIUMTEXT,
    PRIMARY KEY (shop, id),
    UNIQUE KEY deliveries_by_object (shop, feed, object, repeat_key),
    KEY deliveries_by_state (shop, state, feed, id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS deliveries;
