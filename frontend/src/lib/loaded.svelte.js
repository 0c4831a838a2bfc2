// What a view shows while it waits, when it has it, and when it cannot have it.

export class Loaded {
  value = $state.raw(null);
  error = $state.raw(null);
  waiting = $state(false);
  #abort = null;

  async load(ask) {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.waiting = true;
    try {
      const value = await ask(abort.signal);
      if (!abort.signal.aborted) {
        this.value = value;
        this.error = null;
      }
    } catch (error) {
      if (error.name !== 'AbortError' && !abort.signal.aborted) {
        this.error = error;
        this.value = null;
      }
    } finally {
      if (this.#abort === abort) this.waiting = false;
    }
  }
}
