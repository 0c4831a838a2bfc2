-- Which story an event belongs to. Rows are derived: `attache merge --rebuild` makes them again from the events.
CREATE TABLE story_reports (
  event TEXT NOT NULL,
  coder TEXT NOT NULL,
  article TEXT NOT NULL,
  story TEXT NOT NULL,
  PRIMARY KEY (event, coder),
  FOREIGN KEY (event, coder) REFERENCES events (id, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_reports_by_story ON story_reports (story);
CREATE INDEX story_reports_by_article ON story_reports (article, coder);

-- Where reports are looked up that may tell the same: type, a country and a few days.
CREATE TABLE story_blocks (
  block TEXT NOT NULL,
  event TEXT NOT NULL,
  coder TEXT NOT NULL,
  PRIMARY KEY (block, event, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_blocks_by_event ON story_blocks (event, coder);

-- Pairs of reports that would join by themselves, both ways round.
CREATE TABLE story_pairs (
  event TEXT NOT NULL,
  coder TEXT NOT NULL,
  other TEXT NOT NULL,
  other_coder TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (event, coder, other, other_coder)
) STRICT, WITHOUT ROWID;

-- Articles by what bands of their words' MinHash come to: near-copies share one at least.
CREATE TABLE article_bands (
  band TEXT NOT NULL,
  article TEXT NOT NULL REFERENCES articles (id),
  PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;

-- An article that is a near-copy, with the first of its kind; `digest` is its MinHash.
CREATE TABLE article_copies (
  article TEXT PRIMARY KEY REFERENCES articles (id),
  digest BLOB NOT NULL,
  original TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_copies_by_original ON article_copies (original);

-- Articles whose reports are still to be settled: written with their reading, taken out when that is done.
CREATE TABLE story_todo (article TEXT PRIMARY KEY REFERENCES articles (id)) STRICT, WITHOUT ROWID;
INSERT INTO story_todo SELECT DISTINCT article FROM readings;
