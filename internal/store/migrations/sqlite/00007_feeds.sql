-- +goose Up
-- What feeds tell piece by piece: of each piece the latest version.
CREATE TABLE feed_parts (
    shop TEXT NOT NULL,
    source TEXT NOT NULL,
    group_key TEXT NOT NULL,
    part_key TEXT NOT NULL,
    version TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (shop, source, group_key, part_key)
);

-- nouns are the keys of what was made of a group, so that what is no longer made of it can go; due_at is when it changes by itself.
CREATE TABLE feed_groups (
    shop TEXT NOT NULL,
    source TEXT NOT NULL,
    group_key TEXT NOT NULL,
    due_at TEXT,
    nouns TEXT NOT NULL,
    PRIMARY KEY (shop, source, group_key)
);
CREATE INDEX feed_groups_by_due ON feed_groups (shop, source, due_at);

-- NULL is what an older program left in it.
ALTER TABLE customers ADD COLUMN version TEXT;

-- Old orders are found by it when they are to go.
CREATE INDEX orders_by_placed ON orders (shop, placed_at);

-- +goose Down
DROP INDEX orders_by_placed;
ALTER TABLE customers DROP COLUMN version;
DROP TABLE feed_groups;
DROP TABLE feed_parts;
