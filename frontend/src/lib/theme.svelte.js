// Light or dark: as the system says, until the reader says otherwise.

class Theme {
  name = $state(localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));

  constructor() {
    this.#show();
  }

  #show() {
    document.documentElement.dataset.theme = this.name;
  }

  turn() {
    this.name = this.name === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', this.name);
    this.#show();
  }
}

export const theme = new Theme();
