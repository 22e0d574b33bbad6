-- +goose Up
-- Kept in the order of their keys, as InnoDB keeps its tables, instead of once as rows and once more as keys: what every import
-- writes most of beside its rows.
CREATE TABLE changes_by_key (
    shop TEXT NOT NULL,
    seq INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (shop, seq)
) WITHOUT ROWID;
INSERT INTO changes_by_key (shop, seq, product_id, at) SELECT shop, seq, product_id, at FROM product_changes ORDER BY shop, seq;
DROP TABLE product_changes;
ALTER TABLE changes_by_key RENAME TO product_changes;

CREATE TABLE facets_by_key (
    shop TEXT NOT NULL,
    property TEXT NOT NULL,
    value_key TEXT NOT NULL,
    value TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (shop, property, value_key, value)
) WITHOUT ROWID;
INSERT INTO facets_by_key (shop, property, value_key, value, used) SELECT shop, property, value_key, value, used FROM facets ORDER BY 1, 2, 3, 4;
DROP TABLE facets;
ALTER TABLE facets_by_key RENAME TO facets;

-- +goose Down
CREATE TABLE changes_by_row (
    shop TEXT NOT NULL,
    seq INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (shop, seq)
);
INSERT INTO changes_by_row (shop, seq, product_id, at) SELECT shop, seq, product_id, at FROM product_changes;
DROP TABLE product_changes;
ALTER TABLE changes_by_row RENAME TO product_changes;

CREATE TABLE facets_by_row (
    shop TEXT NOT NULL,
    property TEXT NOT NULL,
    value_key TEXT NOT NULL,
    value TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (shop, property, value_key, value)
);
INSERT INTO facets_by_row (shop, property, value_key, value, used) SELECT shop, property, value_key, value, used FROM facets;
DROP TABLE facets;
ALTER TABLE facets_by_row RENAME TO facets;
