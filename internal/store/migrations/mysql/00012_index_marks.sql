-- +goose Up
-- Where an index outside of this program stands; the row "wanted" holds the generation that all indexes should be of.
CREATE TABLE IF NOT EXISTS index_marks (
    shop VARCHAR(64) NOT NULL,
    index_name VARCHAR(191) NOT NULL,
    position BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    built TINYINT(1) NOT NULL,
    PRIMARY KEY (shop, index_name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS index_marks;
