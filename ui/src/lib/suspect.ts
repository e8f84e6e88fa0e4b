// Changes: what sort of thing each one is, for its icon, and which came just
// before something broke.
import { instant } from './time';

/** The words that give a change away, most particular first. */
const SORTS = [
  [/\b(roll(ed|ing)?[ -]?back|revert(ed)?|undo)\b/i, 'undo-2'],
  [/\b(flag|toggle|experiment|feature)\b/i, 'flag'],
  [/\b(secret|token|certificate|key|credential)s?\b/i, 'key-round'],
  [/\b(config|configuration|setting|limit|cache|rule)s?\b/i, 'sliders-horizontal'],
  [/\b(deploy(ed|ment)?|release[ds]?|ship(ped)?|rollout)\b/i, 'rocket'],
  [/\b(migrat\w*|database|schema)\b/i, 'database'],
  [/\b(dns|cdn|network|supplier|provider|region)\b/i, 'globe'],
] as const;

export type ChangeIcon = (typeof SORTS)[number][1] | 'wrench';

export function changeIcon(text: string): ChangeIcon {
  return SORTS.find(([words]) => words.test(text))?.[1] ?? 'wrench';
}

/** How long before a deviation a change is worth a look, in milliseconds. */
const NEAR = 30 * 60_000;

/** Changes in the half hour before `at`, in the order given. */
export function justBefore<C extends { at: string }>(
  changes: readonly C[],
  at: string | number | null,
): C[] {
  if (at === null) return [];
  const end = instant(at);
  return changes.filter((change) => {
    const then = instant(change.at);
    return then <= end && end - then <= NEAR;
  });
}
