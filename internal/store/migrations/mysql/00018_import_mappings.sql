-- +goose Up
-- Which column of a table stands for which field, as somebody corrected it, by the table's header.
CREATE TABLE IF NOT EXISTS import_mappings (
    shop VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    header_key VARCHAR(64) NOT NULL,
    mapping MEDIUMTEXT NOT NULL,
    PRIMARY KEY (shop, kind, header_key)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS import_mappings;
