// The address is the state: every view reads it and writes it, nothing else remembers where one is.

class Route {
  path = $state(location.pathname);
  search = $state(location.search);

  constructor() {
    addEventListener('popstate', () => this.#read());
  }

  #read() {
    this.path = location.pathname;
    this.search = location.search;
  }

  get parts() {
    return this.path.split('/').filter(Boolean).map(decodeURIComponent);
  }

  get params() {
    return new URLSearchParams(this.search);
  }

  go(address, { replace = false, keepScroll = false } = {}) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#read();
    if (!keepScroll) scrollTo(0, 0);
  }

  /** The same view with other parameters: values are strings, lists or null (gone). */
  set(changes, { replace = false } = {}) {
    const params = this.params;
    for (const [name, value] of Object.entries(changes)) {
      params.delete(name);
      for (const each of Array.isArray(value) ? value : value === null || value === '' ? [] : [value]) params.append(name, each);
    }
    const text = params.toString();
    this.go(this.path + (text ? `?${text}` : ''), { replace, keepScroll: true });
  }
}

export const route = new Route();

/** Follow links inside the explorer without loading the page anew. */
export function follow(event) {
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const url = new URL(link.getAttribute('href'), location.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/') || link.hasAttribute('download') || link.target) return;
  event.preventDefault();
  if (url.pathname === location.pathname && url.search === location.search && url.hash) {
    document.getElementById(decodeURIComponent(url.hash.slice(1)))?.scrollIntoView();
    return;
  }
  route.go(url.pathname + url.search + url.hash);
}
