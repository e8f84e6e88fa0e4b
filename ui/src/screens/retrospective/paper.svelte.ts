// A retrospective being written: its text, what it consists of, and whether all of it is saved.
import { untrack } from 'svelte';
import { ApiError, call, type Response } from '../../ipc/client';
import { position, quoted, remarks, type Remark } from '../../lib/remark';
import { instant } from '../../lib/time';
import { autosave, type Autosave } from '../../state/autosave.svelte';
import { query, type Query } from '../../state/query.svelte';

export type View = Response<'retrospective'>;
export type Review = View['review'];
export type Hint = Review['findings'][number];
export type Entry = View['evidence'][number];

export class Paper {
  readonly incident: string;
  readonly query: Query<View>;
  readonly saving: Autosave<string, Response<'save_retrospective'>>;
  text: string | undefined = $state();
  review: Review | undefined = $state.raw();
  remarks: Remark[] = $state.raw([]);
  savedAt: string | null = $state(null);
  stray: string | undefined = $state();
  recovered = $state(false);
  /** Wordings that the writer keeps. */
  #kept: readonly string[] = $state.raw([]);
  /** The text that `review` speaks of. */
  #reviewed = $state('');

  constructor(incident: string) {
    this.incident = incident;
    this.query = query(
      'retrospective',
      () => ({ incident }),
      (change) =>
        (change.topic === 'incident' && change.id === incident) || change.topic === 'drafts',
    );
    this.saving = autosave({
      name: `retrospective.${incident}`,
      save: (markdown) => call('save_retrospective', { incident, markdown }),
      saved: (answer, markdown) => {
        this.savedAt = answer.saved_at;
        this.#take(answer.review, markdown);
      },
    });
    $effect(() => {
      const answer = this.query.data;
      if (answer) {
        untrack(() => {
          this.#adopt(answer);
        });
      }
    });
  }

  get view(): View | undefined {
    return this.query.data;
  }

  /** What could be said without blame, without what the writer keeps. */
  get hints(): Hint[] {
    return (this.review?.findings ?? []).filter((hint) => !this.#kept.includes(this.#name(hint)));
  }

  /** The review speaks of what is in the field now. */
  get fresh(): boolean {
    return this.#reviewed === this.text;
  }

  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.saving.edit(text, this.savedAt);
  }

  keep(hint: Hint): void {
    this.#kept = [...this.#kept, this.#name(hint)];
    this.#mark();
  }

  /** Where a character that the core counted lies in the text. */
  at(characters: number): number {
    return position(this.text ?? '', characters);
  }

  decide(use: boolean): void {
    const { stray } = this;
    this.stray = undefined;
    if (use && stray !== undefined) this.type(stray);
    else this.saving.forget();
  }

  /** Throws away what was written; returns it, so that it can be put back. */
  async regenerate(): Promise<string | undefined> {
    const before = this.text;
    await this.saving.flush();
    const answer = await call('regenerate_retrospective', { incident: this.incident });
    this.saving.forget();
    this.text = answer.markdown;
    this.savedAt = answer.saved_at;
    this.#take(answer.review, answer.markdown);
    return before;
  }

  /** Writes it to a file; what is typed is saved before. */
  async export(format: 'markdown' | 'html', save: boolean): Promise<Response<'export'>> {
    if (!(await this.saving.flush())) {
      throw new ApiError(
        'storage',
        'What you typed is not saved yet, so the file would be old: try again once it is.',
      );
    }
    return call('export', { incident: this.incident, subject: 'retrospective', format, save });
  }

  #adopt(answer: View): void {
    if (this.text === undefined) {
      this.#load(answer);
      const left = this.saving.left();
      if (!left) return;
      if (left.draft === answer.markdown) this.saving.forget();
      else if (left.base === answer.saved_at) {
        this.recovered = true;
        this.type(left.draft);
      } else this.stray = left.draft;
    } else if (!this.saving.pending && newer(answer.saved_at, this.savedAt)) {
      this.#load(answer);
    }
  }

  #load(answer: View): void {
    this.text = answer.markdown;
    this.savedAt = answer.saved_at;
    this.#take(answer.review, answer.markdown);
  }

  #take(review: Review, text: string): void {
    // A later one is on its way when the text has moved on.
    if (text !== this.text) return;
    this.review = review;
    this.#reviewed = text;
    this.#mark();
  }

  #mark(): void {
    if (this.fresh) this.remarks = remarks(this.text ?? '', this.hints);
  }

  #name(hint: Hint): string {
    return `${hint.rule} ${quoted(this.#reviewed, hint)}`;
  }
}

function newer(theirs: string | null, mine: string | null): boolean {
  return theirs !== null && (mine === null || instant(theirs) > instant(mine));
}
