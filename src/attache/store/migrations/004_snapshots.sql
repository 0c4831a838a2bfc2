-- States of the project that can be cited: what was there is told by counts and a checksum over every record as it stood.
CREATE TABLE snapshots (
  id TEXT PRIMARY KEY,
  made TEXT NOT NULL,
  name TEXT,
  checksum TEXT NOT NULL,
  counts TEXT NOT NULL
) STRICT;
