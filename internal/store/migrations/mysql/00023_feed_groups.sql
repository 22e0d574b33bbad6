-- +goose Up
-- nouns are the keys of what was made of a group, so that what is no longer made of it can go; due_at is when it changes by itself.
CREATE TABLE IF NOT EXISTS feed_groups (
    shop VARCHAR(64) NOT NULL,
    source VARCHAR(64) NOT NULL,
    group_key VARCHAR(191) NOT NULL,
    due_at DATETIME(6),
    nouns MEDIUMTEXT NOT NULL,
    PRIMARY KEY (shop, source, group_key),
    KEY feed_groups_by_due (shop, source, due_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS feed_groups;
