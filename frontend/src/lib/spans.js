// Spans of records count code points; strings of the browser count UTF-16 units. Texts are cut by code points here.

export function codePoints(text) {
  return Array.from(text);
}

/**
 * A text cut where any span begins or ends: [{ start, text, marks }], marks being the spans that a piece lies in, longest first.
 * Spans that are empty or not in the text are left out.
 */
export function pieces(points, spans, from = 0, to = points.length) {
  const inside = spans.filter((span) => span.start < span.end && span.end > from && span.start < to);
  const cuts = new Set([from, to]);
  for (const span of inside) {
    cuts.add(Math.max(span.start, from));
    cuts.add(Math.min(span.end, to));
  }
  const at = [...cuts].sort((a, b) => a - b);
  const found = [];
  for (let n = 0; n + 1 < at.length; n++) {
    const marks = inside.filter((span) => span.start <= at[n] && span.end >= at[n + 1]);
    marks.sort((a, b) => b.end - b.start - (a.end - a.start));
    found.push({ start: at[n], text: points.slice(at[n], at[n + 1]).join(''), marks });
  }
  return found;
}

/** Where paragraphs begin and end, in code points. */
export function paragraphs(points) {
  const found = [];
  let start = 0;
  for (let at = 0; at < points.length; at++) {
    if (points[at] === '\n' && points[at + 1] === '\n') {
      if (at > start) found.push({ start, end: at });
      start = at + 2;
      at++;
    }
  }
  if (points.length > start) found.push({ start, end: points.length });
  return found;
}
