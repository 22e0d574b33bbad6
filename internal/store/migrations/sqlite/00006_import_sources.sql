-- +goose Up
-- When a file of the configuration was last looked for, and what its server said of it.
CREATE TABLE import_sources (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (shop, id)
);

-- +goose Down
DROP TABLE import_sources;
