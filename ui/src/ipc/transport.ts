// The one seam between the interface and the core. The window speaks Tauri, a
// browser speaks to the loopback server, a test speaks to a fake.
import type { Change } from './bindings';

export type { Change };

/** Whether changes are being heard. After 'lost', the next 'open' means: read again. */
export type ConnectionState = 'open' | 'lost';

export interface Transport {
  readonly kind: 'window' | 'loopback';
  /** Rejects with an ApiError. */
  call(name: string, request: unknown): Promise<unknown>;
  /** Starts listening; 'open' is reported once nothing can be missed. Returns the way to stop. */
  subscribe(
    onChange: (change: Change) => void,
    onState: (state: ConnectionState) => void,
  ): () => void;
  copy(text: string): Promise<void>;
  /** Opens an address in the system's browser or mail program. */
  openExternal(url: string): Promise<void>;
}

/** What the core refuses with: a sentence for people, a code only where code branches on it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** The field of the request that the message is about. */
  readonly field: string | undefined;

  constructor(code: string, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }

  /** From whatever came back: the core's `{ code, message, field? }`, or anything else. */
  static from(problem: unknown, otherwise: string): ApiError {
    if (problem instanceof ApiError) return problem;
    if (typeof problem === 'object' && problem !== null && 'message' in problem) {
      const { message } = problem;
      const code = 'code' in problem && typeof problem.code === 'string' ? problem.code : 'failed';
      const field =
        'field' in problem && typeof problem.field === 'string' ? problem.field : undefined;
      if (typeof message === 'string' && message !== '') return new ApiError(code, message, field);
    }
    if (typeof problem === 'string' && problem !== '') return new ApiError('failed', problem);
    return new ApiError('unreachable', otherwise);
  }
}
