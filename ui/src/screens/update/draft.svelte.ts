// One update being written, for one audience: its text, what the checks say of it, and
// whether all of it is saved. Nothing typed is lost; see state/autosave.
import { untrack } from 'svelte';
import { ApiError, call, type Request, type Response } from '../../ipc/client';
import { remarks, type Remark } from '../../lib/remark';
import { instant } from '../../lib/time';
import { autosave, type Autosave } from '../../state/autosave.svelte';
import { query, type Query } from '../../state/query.svelte';

export type View = Response<'update_draft'>;
export type Audience = View['audience'];
export type Phase = View['phase'];
export type Checked = View['checked'];
export type Finding = Checked['findings'][number];
export type Sent = Response<'send_update'>;

/** What is typed. */
export type Content = { text: string; phase: Phase; next: string | null; targets: string[] };

export class Draft {
  readonly incident: string;
  readonly audience: Audience;
  readonly query: Query<View>;
  readonly saving: Autosave<Content, Response<'save_draft'>>;
  content: Content | undefined = $state.raw();
  checked: Checked | undefined = $state.raw();
  /** The text that `checked` speaks of. */
  #checkedText = $state('');
  remarks: Remark[] = $state.raw([]);
  savedAt: string | null = $state(null);
  /** A text that was never confirmed and would replace a newer one: the person decides. */
  stray: Content | undefined = $state.raw();
  /** A text that was never confirmed was put back. */
  recovered = $state(false);
  /** Why the last thing that was pressed did not happen. */
  problem: ApiError | undefined = $state.raw();
  #sent = false;

  constructor(incident: string, audience: Audience, wanted: () => boolean) {
    this.incident = incident;
    this.audience = audience;
    this.query = query(
      'update_draft',
      () => (wanted() ? { incident, audience } : undefined),
      (change) =>
        (change.topic === 'incident' && change.id === incident) ||
        ['drafts', 'metrics', 'settings', 'outbox'].includes(change.topic),
    );
    this.saving = autosave({
      name: `update.${incident}.${audience}`,
      save: (content) => call('save_draft', this.#request(content)),
      saved: (answer, { text }) => {
        this.savedAt = answer.saved_at;
        this.#check(answer.checked, text);
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

  /** The checks speak of what is in the field now. */
  get fresh(): boolean {
    return this.content !== undefined && this.#checkedText === this.content.text;
  }

  /** Takes what was changed; it is saved a moment later. */
  edit(changed: Partial<Content>): void {
    if (!this.content) return;
    this.content = { ...this.content, ...changed };
    this.saving.edit(this.content, this.savedAt);
  }

  type(text: string): void {
    if (text !== this.content?.text) this.edit({ text });
  }

  /** Claims a state; a text that is still a template follows it, and so does the promise. */
  claim(phase: Phase): void {
    const { view, content } = this;
    if (!view || !content || content.phase === phase) return;
    const untouched = view.templates.some(({ text }) => text === content.text);
    const template = untouched ? view.templates.find((one) => one.phase === phase) : undefined;
    const next = phase === 'resolved' ? null : (content.next ?? view.suggested_next_at);
    this.edit({ phase, next, ...(template && { text: template.text }) });
  }

  choose(target: string, chosen: boolean): void {
    const others = this.content?.targets.filter((name) => name !== target) ?? [];
    this.edit({ targets: chosen ? [...others, target] : others });
  }

  /** Uses the text that was found, or leaves the one that is shown. */
  decide(use: boolean): void {
    const { stray } = this;
    this.stray = undefined;
    if (use && stray) this.edit(stray);
    else this.saving.forget();
  }

  /** Throws it away and begins from the template again. */
  async restart(): Promise<Content | undefined> {
    const before = this.content;
    this.problem = undefined;
    try {
      await this.saving.flush();
      const asked = { incident: this.incident, audience: this.audience };
      await call('discard_draft', asked);
      this.saving.forget();
      this.#take(await call('update_draft', asked));
      return before;
    } catch (refused) {
      this.problem = ApiError.from(refused, 'The draft was not thrown away: try again.');
      return undefined;
    }
  }

  /** Publishes it; without targets it is recorded as sent by hand. */
  async send(
    targets: string[],
    overrides: Request<'send_update'>['overrides'],
  ): Promise<Sent | undefined> {
    if (!this.content) return undefined;
    this.problem = undefined;
    await this.saving.flush();
    try {
      const request = { ...this.#request(this.content), targets, overrides };
      const sent = await call('send_update', request);
      this.#sent = true;
      this.saving.forget();
      return sent;
    } catch (refused) {
      this.problem = ApiError.from(refused, 'The update was not sent: try again.');
      return undefined;
    }
  }

  #adopt(answer: View): void {
    if (this.#sent) return;
    if (!this.content) {
      this.#take(answer);
      this.#recover(answer);
    } else if (!this.saving.pending && newer(answer.saved_at, this.savedAt)) {
      this.#take(answer);
    } else if (answer.text === this.content.text && !this.saving.pending) {
      this.#check(answer.checked, answer.text);
    }
  }

  #take(answer: View): void {
    this.content = {
      text: answer.text,
      phase: answer.phase,
      next: answer.next_update_at,
      targets: answer.targets.filter(({ chosen }) => chosen).map(({ name }) => name),
    };
    this.savedAt = answer.saved_at;
    this.#check(answer.checked, answer.text);
  }

  #recover(answer: View): void {
    const left = this.saving.left();
    if (!left) return;
    if (left.draft.text === answer.text) this.saving.forget();
    else if (left.base === answer.saved_at) {
      this.recovered = true;
      this.edit(left.draft);
    } else this.stray = left.draft;
  }

  #check(checked: Checked, text: string): void {
    // Later ones are on their way when the text has moved on.
    if (text !== this.content?.text) return;
    this.checked = checked;
    this.#checkedText = text;
    this.remarks = remarks(text, checked.findings);
  }

  #request({ text, phase, next, targets }: Content): Request<'save_draft'> {
    const { incident, audience } = this;
    return { incident, audience, phase, text, targets, ...(next && { next_update_at: next }) };
  }
}

function newer(theirs: string | null, mine: string | null): boolean {
  return theirs !== null && (mine === null || instant(theirs) > instant(mine));
}
