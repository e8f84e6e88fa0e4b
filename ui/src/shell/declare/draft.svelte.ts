// An incident being declared. What was typed outlives the dialog: Esc keeps it in
// memory, apart for each page that it may be declared from.
import { ApiError, call, type Request } from '../../ipc/client';
import { MomentField } from '../../lib/moment';
import { present } from '../../state/clock.svelte';
import { router } from '../../state/router.svelte';
import type { Page, Prefill, Severity } from './prefill';

export type MyRole = 'commander' | 'customer_liaison' | 'none';

const kept = new Map<string, Draft>();

export class Draft {
  title = $state('');
  severity: Severity = $state('sev2');
  scope: string[] = $state.raw([]);
  role: MyRole = $state('commander');
  impact = $state('');
  /** The page that becomes part of it. */
  page: Page | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  busy = $state(false);
  /** It was kept from an earlier opening. */
  resumed = false;
  readonly why: string | null;
  readonly #field: MomentField;
  readonly #key: string;
  readonly #untouched: string;

  constructor(key: string, from: Prefill, page: Page | undefined) {
    this.#key = key;
    this.title = from.title;
    this.severity = from.severity;
    this.scope = from.scope;
    this.page = page;
    this.why = from.impact?.why ?? null;
    this.#field = new MomentField(from.impact?.at ?? null, present.zone, present.now);
    this.impact = this.#field.shown;
    this.#untouched = this.#typed();
  }

  /** Somebody changed what was guessed: worth keeping. */
  get touched(): boolean {
    return this.#typed() !== this.#untouched;
  }

  toggle(name: string): void {
    this.scope = this.scope.includes(name)
      ? this.scope.filter((other) => other !== name)
      : [...this.scope, name];
  }

  problem(field: string): string | undefined {
    return this.error?.field === field ? this.error.message : undefined;
  }

  async declare(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      const { id } = await call('declare', this.#request());
      kept.delete(this.#key);
      router.go(['incidents', id]);
      return true;
    } catch (problem) {
      this.error = ApiError.from(problem, 'The incident was not declared: try again.');
      return false;
    } finally {
      this.busy = false;
    }
  }

  #typed(): string {
    const { title, severity, scope, role, impact, page } = this;
    return JSON.stringify([title, severity, scope, role, impact, page?.id]);
  }

  #request(): Request<'declare'> {
    const title = this.title.trim();
    if (title === '') throw new ApiError('invalid', 'Say in a few words what is wrong.', 'title');
    const at = this.#field.read(this.impact, present.zone, present.now);
    if (this.impact.trim() !== '' && at === null) {
      throw new ApiError(
        'invalid',
        `“${this.impact.trim()}” is no time: write 01:46 or yesterday 23:10.`,
        'impact_began',
      );
    }
    return {
      title,
      severity: this.severity,
      scope: this.scope,
      ...(this.page && { page: this.page.id }),
      ...(this.role !== 'none' && { my_role: this.role }),
      ...(at !== null && { impact_began: at }),
    };
  }
}

/** The draft for this page: the kept one if somebody typed into it, else a new one. */
export function open(key: string, from: () => Prefill, page: Page | undefined): Draft {
  const before = kept.get(key);
  if (before?.touched) {
    before.resumed = true;
    before.error = undefined;
    return before;
  }
  const draft = new Draft(key, from(), page);
  kept.set(key, draft);
  return draft;
}

export function forget(key: string): void {
  kept.delete(key);
}
