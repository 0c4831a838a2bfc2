// The explorer's address and the query behind it. Future, hypothetical, negated and background are hidden until they are asked for.

/** Fields of the query language; what else stands in an address says how things are shown. */
export const FIELDS = [
  'actor', 'recipient', 'party', 'with_party', 'sector', 'actor_sector', 'recipient_sector', 'name', 'event', 'mode', 'context',
  'quad', 'status', 'background', 'place', 'at', 'said_by', 'publisher', 'review', 'story', 'article', 'since', 'until',
  'published_since', 'published_until', 'text', 'words', 'min_confidence', 'max_confidence',
];
const SINGLE = new Set(['background', 'since', 'until', 'published_since', 'published_until', 'text', 'words', 'min_confidence', 'max_confidence']);

/** What is sent to the server for an address: with status actual and news only, unless the address says otherwise. */
export function asked(params, { defaults = true } = {}) {
  const found = new URLSearchParams();
  for (const name of FIELDS) for (const value of params.getAll(name)) if (value !== 'any') found.append(name, value);
  if (defaults && !params.has('status')) found.append('status', 'actual');
  if (defaults && !params.has('background')) found.append('background', 'false');
  return found;
}

export function has(params, name, value) {
  return params.getAll(name).includes(value);
}

/** The changes to an address that put a value in or take it out. */
export function toggled(params, name, value) {
  if (SINGLE.has(name)) return { [name]: has(params, name, value) ? null : value };
  const now = params.getAll(name).filter((each) => each !== 'any');
  return { [name]: now.includes(value) ? now.filter((each) => each !== value) : [...now, value] };
}

/** The parts of a query that narrow it, for the chips above the results. */
export function chips(params) {
  const found = [];
  for (const name of FIELDS) for (const value of params.getAll(name)) if (value !== 'any') found.push({ name, value });
  return found;
}
