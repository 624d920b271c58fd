-- The group whose rules an account has; none: the default rules.
ALTER TABLE users ADD COLUMN group_name TEXT;
