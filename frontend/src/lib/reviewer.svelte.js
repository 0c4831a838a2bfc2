// Who judges here: written beside every judgement.

class Reviewer {
  #name = $state(localStorage.getItem('reviewer') ?? 'me');

  get name() {
    return this.#name;
  }

  set name(value) {
    this.#name = value.trim() || 'me';
    localStorage.setItem('reviewer', this.#name);
  }
}

export const reviewer = new Reviewer();
