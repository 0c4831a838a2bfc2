// PLOVER's terms and the names of states, asked for once.
import { get } from './api.js';

class Terms {
  value = $state.raw(null);
  states = $state.raw(new Map());
  numbers = $state.raw(new Map());

  constructor() {
    get('terms').then(
      (found) => {
        this.states = new Map(found.states.map(([code, name]) => [code, name]));
        this.numbers = new Map(found.states.filter((each) => each[2]).map(([code, , number]) => [code, number]));
        this.value = found;
      },
      () => {},
    );
  }
}

export const terms = new Terms();
