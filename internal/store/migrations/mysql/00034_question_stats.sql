-- +goose Up
-- How many questions of a method a shop was asked in an hour, by how long their answers took: a row for each bucket of time that has any.
CREATE TABLE IF NOT EXISTS question_stats (
    shop VARCHAR(64) NOT NULL,
    at_hour DATETIME(6) NOT NULL,
    method VARCHAR(16) NOT NULL,
    bucket INT NOT NULL,
    questions BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (shop, at_hour, method, bucket)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS question_stats;
