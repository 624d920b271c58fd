-- How often the row has changed; the tally outside the database knows it too.
ALTER TABLE tokens ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
