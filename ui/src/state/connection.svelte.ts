// Whether changes are heard from the core, for the banner and the sidebar.
import { subscribe, type ConnectionState } from '../ipc/client';

class Connection {
  #state: ConnectionState | 'starting' = $state('starting');

  constructor() {
    subscribe({
      change: () => undefined,
      state: (now) => {
        this.#state = now;
      },
    });
  }

  get state(): ConnectionState | 'starting' {
    return this.#state;
  }
}

export const connection = new Connection();
