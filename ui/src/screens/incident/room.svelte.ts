// One incident's room: what the core says of it, and what was tried and failed. Its
// parts share one of these; the address makes a new one for another incident.
import { tick } from 'svelte';
import { ApiError, call, type Change, type Request, type Response } from '../../ipc/client';
import { query } from '../../state/query.svelte';
import { router } from '../../state/router.svelte';
import { toasts } from '../../state/toasts.svelte';

export type View = Response<'incident'>;
export type Phase = View['row']['phase'];
export type Severity = View['row']['severity'];
export type Role = View['roles'][number]['role'];
export type Tab = 'checklist' | 'updates' | 'metrics' | 'pages';

const CONCERNS = new Set<Change['topic']>(['page', 'metrics', 'outbox', 'drafts', 'settings']);

export const PHASES: readonly { phase: Phase; word: string }[] = [
  { phase: 'triage', word: 'Triage' },
  { phase: 'investigating', word: 'Investigating' },
  { phase: 'identified', word: 'Identified' },
  { phase: 'monitoring', word: 'Monitoring' },
  { phase: 'resolved', word: 'Resolved' },
];

export function word(phase: Phase): string {
  return PHASES.find((one) => one.phase === phase)?.word ?? phase;
}

export class Room {
  readonly id: string;
  tab: Tab = $state('checklist');
  /** Whose checklist is shown; the person's own until they choose. */
  role: Role | undefined = $state();
  /** The phase that a dialog is open for: resolving, or reopening to it. */
  asking: Phase | undefined = $state();
  /** Why the last thing that was pressed did not happen. */
  problem: ApiError | undefined = $state.raw();
  readonly query;

  constructor(id: string) {
    this.id = id;
    this.query = query(
      'incident',
      () => ({ incident: id }),
      (change) => (change.topic === 'incident' && change.id === id) || CONCERNS.has(change.topic),
    );
  }

  get view(): View | undefined {
    return this.query.data;
  }

  /** Runs a command; what goes wrong is shown at the head of the room. True when it went well. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (refused) {
      this.problem = ApiError.from(refused, 'That did not work: try again.');
      return false;
    }
  }

  /** Moves the phase; resolving and reopening ask first. */
  async move(to: Phase): Promise<void> {
    const from = this.view?.row.phase;
    if (from === undefined || from === to) return;
    if (to === 'resolved' || from === 'resolved') {
      this.asking = to;
      return;
    }
    const moved = await this.attempt(() => call('set_phase', { incident: this.id, phase: to }));
    if (!moved) return;
    toasts.show(`Now ${word(to).toLowerCase()}.`, { undo: () => void this.move(from) });
  }

  async grade(to: Severity): Promise<void> {
    const from = this.view?.row.severity;
    if (from === undefined || from === to) return;
    const graded = await this.attempt(() =>
      call('set_severity', { incident: this.id, severity: to }),
    );
    if (!graded) return;
    toasts.show(`Now ${to.replace('sev', 'SEV-')}.`, { undo: () => void this.grade(from) });
  }

  /** Gives a role to somebody; null vacates it. */
  async assign(role: Role, person: string | null): Promise<boolean> {
    const request: Request<'assign_role'> = { incident: this.id, role };
    if (person !== null) request.person = person;
    return this.attempt(() => call('assign_role', request));
  }

  async tick(role: Role, step: string, done: boolean): Promise<boolean> {
    return this.attempt(() => call('tick', { incident: this.id, role, step, done }));
  }

  /** Shows a tab and puts the focus where its work begins. */
  async show(tab: Tab, focus = true): Promise<void> {
    this.tab = tab;
    await tick();
    if (!focus) return;
    const panel = document.getElementById('room-panel');
    const start = panel?.querySelector<HTMLElement>('[data-start]') ?? panel;
    start?.focus();
  }

  compose(): void {
    router.go(['incidents', this.id, 'update']);
  }

  review(): void {
    router.go(['retrospectives', this.id]);
  }
}
