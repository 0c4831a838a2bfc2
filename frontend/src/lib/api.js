// Requests to the server this page came from. Answers are kept for a moment, so that going back is at once.

const kept = new Map();
const KEPT = 60;

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function answer(response) {
  const kind = response.headers.get('content-type') ?? '';
  const body = kind.includes('json') ? await response.json() : await response.text();
  if (!response.ok) throw new ApiError(response.status, body?.detail ?? `The server answered ${response.status}.`);
  return body;
}

async function reached(request) {
  try {
    return await request;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server does not answer. Is `attache serve` still running?');
  }
}

export async function get(path, params, { signal } = {}) {
  const text = params ? params.toString() : '';
  const url = `/api/${path}${text ? `?${text}` : ''}`;
  const known = kept.get(url);
  const headers = known ? { 'If-None-Match': known.tag } : {};
  const response = await reached(fetch(url, { signal, headers }));
  if (response.status === 304 && known) return known.body;
  const body = await answer(response);
  const tag = response.headers.get('etag');
  if (tag) {
    kept.delete(url);
    kept.set(url, { tag, body });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return body;
}

export async function send(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return answer(await reached(fetch(`/api/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })));
}

export async function upload(file, published) {
  const params = new URLSearchParams({ name: file.name });
  if (published) params.set('published', published);
  const headers = { 'Content-Type': 'application/octet-stream' };
  return answer(await reached(fetch(`/api/upload?${params}`, { method: 'POST', headers, body: file })));
}
