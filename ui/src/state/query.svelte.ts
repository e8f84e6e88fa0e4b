// A query that stays true: it listens first, then reads, and reads again when
// the core says that something it shows has changed, or the connection returns.
import { untrack } from 'svelte';
import {
  ApiError,
  call,
  subscribe,
  type Change,
  type Name,
  type Request,
  type Response,
  type Topic,
} from '../ipc/client';
import { Reader } from './reading';

export interface Query<T> {
  /** The last answer; kept while reading again and after a failed read. */
  readonly data: T | undefined;
  /** Why the last read failed; undefined as soon as one succeeds. */
  readonly error: ApiError | undefined;
  /** True only once a read has taken longer than 300 ms. */
  readonly loading: boolean;
  refresh(): void;
}

/** Changes to read again on: topics, or a test of the change. */
export type Concern = readonly Topic[] | ((change: Change) => boolean);

/**
 * Call it while a component is set up. `request` may read state: when what it
 * returns changes, the query reads again; undefined means "nothing to ask yet".
 *
 *     const incidents = query('incidents', () => ({ open: true }), ['incident']);
 */
export function query<K extends Name>(
  name: K,
  request: () => Request<K> | undefined,
  concern: Concern,
): Query<Response<K>> {
  let data = $state.raw<Response<K>>();
  let error = $state.raw<ApiError>();
  let loading = $state(false);
  let reader: Reader<Response<K>> | undefined;

  const concerns =
    typeof concern === 'function' ? concern : (change: Change) => concern.includes(change.topic);

  $effect(() => {
    // The request is compared as text, so an equal object does not read again.
    const wanted = JSON.stringify(request());
    return untrack(() => {
      if (wanted === undefined) return undefined;
      const asked = JSON.parse(wanted) as Request<K>;
      const current = new Reader<Response<K>>({
        read: () => call(name, asked),
        onData: (answer) => {
          data = answer;
          error = undefined;
        },
        onError: (problem) => {
          error = ApiError.from(problem, `Holdfast could not read ${name}: try again.`);
        },
        onSlow: (slow) => {
          loading = slow;
        },
      });
      reader = current;
      const unsubscribe = subscribe({
        change: (change) => {
          if (change.topic === 'everything' || concerns(change)) current.request();
        },
        // 'open': nothing can be missed from here on. 'lost': the read says what is wrong.
        state: () => {
          current.request();
        },
      });
      return () => {
        unsubscribe();
        current.stop();
        loading = false;
      };
    });
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    refresh: () => reader?.request(),
  };
}
