-- +goose Up
-- For the lists of the admin page: what is not published, orders and parcels by how far they have come, and parcels by the
-- carrier's number.
CREATE INDEX products_by_published ON products (shop, published, id) WHERE published = 0; -- so that what is imported costs no more
CREATE INDEX orders_by_status ON orders (shop, status, placed_at, id);
CREATE INDEX packages_by_tracking ON packages (shop, tracking_number);
CREATE INDEX packages_by_status ON packages (shop, status, id);

-- The smallest and largest id of what a chunk changed, so that what imports did to one row is found without reading them all. Of older
-- chunks they are not known, which is why those hold every id.
ALTER TABLE import_chunks ADD COLUMN first_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_chunks ADD COLUMN last_id INTEGER NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX import_chunks_by_rows ON import_chunks (import_id, first_id, last_id);

-- +goose Down
DROP INDEX import_chunks_by_rows;
ALTER TABLE import_chunks DROP COLUMN last_id;
ALTER TABLE import_chunks DROP COLUMN first_id;
DROP INDEX packages_by_status;
DROP INDEX packages_by_tracking;
DROP INDEX orders_by_status;
DROP INDEX products_by_published;
