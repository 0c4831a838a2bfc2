-- Archives (WARC, JSON Lines, Parquet) that were coded to their end, so that a second run does not read them again.
CREATE TABLE finished (
  source TEXT NOT NULL,
  signature TEXT NOT NULL,
  published TEXT NOT NULL,
  coder TEXT NOT NULL,
  PRIMARY KEY (source, signature, published, coder)
) STRICT, WITHOUT ROWID;
