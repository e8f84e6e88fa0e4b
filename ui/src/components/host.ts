// What components may ask of the host. The application provides it, so that no
// component imports the transport.
import { createContext } from 'svelte';

export type Host = {
  openExternal: (url: string) => Promise<void>;
  copy: (text: string) => Promise<void>;
};

export const [getHost, setHost] = createContext<Host>();
