-- slot: 0 signs, 1 will sign, 2 has signed; changed: when the set last changed, the latest of all rows counts
ALTER TABLE challenge_keys ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
UPDATE challenge_keys SET changed = created;

-- What a token pins: thumbprints, with spaces between them. None: the one key that the portal had before it noted this.
ALTER TABLE tokens ADD COLUMN pinned_keys TEXT;
