// Whose checklist is shown, and what of it is done, due now, and later.
import { instant } from '../../lib/time';
import type { Role, View } from './room.svelte';

export type Checklist = View['checklists'][number];
export type Step = Checklist['steps'][number];

/** The chosen role's; else the person's own; else the commander's. */
export function shownChecklist(view: View, chosen: Role | undefined): Checklist | undefined {
  const wanted = chosen ?? view.my_role ?? 'commander';
  return view.checklists.find(({ role }) => role === wanted) ?? view.checklists[0];
}

export type Parts = { done: Step[]; now: Step | undefined; then: Step[] };

/** The first step that is not done is the one to do now. */
export function parts(steps: readonly Step[]): Parts {
  const open = steps.filter((step) => !step.done);
  return { done: steps.filter((step) => step.done), now: open[0], then: open.slice(1) };
}

/** How pressing a step's time is: amber in the last two minutes, red when it is past. */
export function pressure(step: Step, now: number): 'none' | 'ahead' | 'near' | 'late' {
  if (step.due_at === null) return 'none';
  const left = instant(step.due_at) - now;
  if (left < 0) return 'late';
  return left <= 120_000 ? 'near' : 'ahead';
}
