// The address bar as state. Screens link with plain <a href={href([...])}>.
import { href, parseRoute, type Route } from '../lib/route';

export { href };

class Router {
  #route: Route = $state.raw(parseRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.#route = parseRoute(location.hash);
    });
  }

  get route(): Route {
    return this.#route;
  }

  /** Goes there, with a step back to here in the history. */
  go(path: readonly string[], query: Record<string, string> = {}): void {
    location.hash = href(path, query);
  }

  /** Changes the address of what is already shown: a filter, a tab. */
  replace(path: readonly string[], query: Record<string, string> = {}): void {
    history.replaceState(null, '', href(path, query));
    this.#route = parseRoute(location.hash);
  }
}

export const router = new Router();
