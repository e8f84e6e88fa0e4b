// What the rest of the interface calls: typed commands and queries, and the
// stream of changes, over whichever transport was connected at start.
import type { Api } from './bindings';
import { ApiError, type Change, type ConnectionState, type Transport } from './transport';

export { ApiError };
export type { Api, Change, ConnectionState };
export type Name = keyof Api;
export type Request<K extends Name> = Api[K]['request'];
export type Response<K extends Name> = Api[K]['response'];
export type Topic = Change['topic'];

type Listener = {
  change: (change: Change) => void;
  state: (state: ConnectionState) => void;
};

let transport: Transport | undefined;
let stop: (() => void) | undefined;
let state: ConnectionState | undefined;
const listeners = new Set<Listener>();

/** Picks the transport: the host's window when there is one, else the loopback server. */
export async function connect(): Promise<void> {
  if ('__TAURI_INTERNALS__' in window) {
    use((await import('./tauri')).tauriTransport());
  } else {
    use((await import('./loopback')).loopbackTransport());
  }
}

/** Uses this transport from now on; listeners stay and hear the new one. */
export function use(next: Transport): void {
  stop?.();
  state = undefined;
  transport = next;
  stop = next.subscribe(
    (change) => {
      for (const listener of [...listeners]) listener.change(change);
    },
    (now) => {
      if (now === state && now === 'lost') return;
      state = now;
      for (const listener of [...listeners]) listener.state(now);
    },
  );
}

function connected(): Transport {
  if (transport) return transport;
  throw new ApiError('unreachable', 'Holdfast is still starting: try again in a moment.');
}

/** Runs a command or query of the core. Throws ApiError. */
export async function call<K extends Name>(name: K, request: Request<K>): Promise<Response<K>> {
  return (await connected().call(name, request)) as Response<K>;
}

/**
 * Hears every change, and every opening and loss of the connection; the present
 * state, when known, is told at once. Returns the way to stop.
 */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  if (state !== undefined) listener.state(state);
  return () => {
    listeners.delete(listener);
  };
}

export function copy(text: string): Promise<void> {
  return connected().copy(text);
}

const OPENABLE = new Set(['http:', 'https:', 'mailto:']);

/** Opens an address outside, if it is of a kind that may be; the caller has shown it first. */
export async function openExternal(url: string): Promise<void> {
  if (!URL.canParse(url) || !OPENABLE.has(new URL(url).protocol)) {
    throw new ApiError('refused', `Holdfast does not open ${url}: only web and mail addresses.`);
  }
  await connected().openExternal(url);
}

export function hostKind(): Transport['kind'] | undefined {
  return transport?.kind;
}
