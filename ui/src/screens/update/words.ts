// Words that the parts of the composer share.
import type { Audience, Finding, Phase } from './draft.svelte';

export const PHASES: readonly { value: Phase; label: string }[] = [
  { value: 'investigating', label: 'Investigating' },
  { value: 'identified', label: 'Identified' },
  { value: 'monitoring', label: 'Monitoring' },
  { value: 'resolved', label: 'Resolved' },
];

export function phaseWord(phase: Phase): string {
  return PHASES.find(({ value }) => value === phase)?.label ?? 'Triage';
}

export const READER: Record<Audience, string> = {
  public: 'As a customer reads it',
  internal: 'As colleagues read it',
};

/** Shortest reason that says something, in characters; the core holds to it too. */
export const LEAST = 10;

/** What the button of a finding says; null when only the writer can mend it. */
export function fixWords(finding: Finding, next: string): string | null {
  if (finding.fix?.fix === 'set_phase') return `Set to ${phaseWord(finding.fix.phase)}`;
  if (finding.fix?.fix === 'add_next_update') return `Promise the next one by ${next}`;
  if (finding.suggestion === null) return null;
  return finding.suggestion === '' ? 'Take it out' : `Write \u201c${finding.suggestion}\u201d`;
}
