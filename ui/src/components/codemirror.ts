// The Markdown editor itself: CodeMirror with our colours. Loaded only when
// somebody writes; MarkdownEditor.svelte is what screens use.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { syntaxTree } from '@codemirror/language';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Range } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

/** A remark on a stretch of the text; offsets count UTF-16 units, as strings do. */
export type Finding = {
  from: number;
  to: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
};

export type Editor = {
  text: () => string;
  /** Replaces everything, keeping the caret where it can be. */
  replace: (text: string) => void;
  insertAtCaret: (text: string) => void;
  /** The same on a line of its own. */
  insertLine: (text: string) => void;
  /** Selects a stretch and scrolls to it. */
  select: (from: number, to: number) => void;
  findings: (list: readonly Finding[]) => void;
  readOnly: (on: boolean) => void;
  focus: () => void;
  destroy: () => void;
};

const THEME = EditorView.theme({
  '&': {
    boxSizing: 'border-box',
    color: 'var(--text)',
    backgroundColor: 'var(--field)',
    fontSize: 'var(--text-lg)',
    height: '100%',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-ui)',
    lineHeight: 'var(--leading-read)',
    overflow: 'auto',
  },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 14px' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--accent-soft)' },
  // The library draws its waves as data: images, which the content policy refuses.
  '.cm-lintRange': { backgroundImage: 'none', textDecorationSkipInk: 'none' },
  '.cm-lintRange-error': {
    textDecoration: 'underline 2px solid var(--alarm)',
    backgroundColor: 'var(--alarm-soft)',
  },
  '.cm-lintRange-warning': { textDecoration: 'underline 2px dashed var(--watch)' },
  '.cm-lintRange-info': { textDecoration: 'underline 2px dotted var(--info)' },
  '.cm-lintRange-active': { backgroundColor: 'var(--surface-2)' },
  '.cm-lintPoint::after': { display: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-3)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r-sm)',
    fontSize: 'var(--text-sm)',
  },
  '.md-heading': { fontWeight: 'var(--weight-semibold)' },
  '.md-strong': { fontWeight: 'var(--weight-bold)' },
  '.md-emphasis': { fontStyle: 'italic' },
  '.md-code': { fontFamily: 'var(--font-mono)', fontSize: '0.92em' },
  '.md-link': { color: 'var(--accent)' },
  '.md-sign': { color: 'var(--text-3)' },
  '.cm-diagnostic': { padding: '6px 10px', border: '0' },
});

/** Which class each part of Markdown gets; marks such as # and ** step back. */
const PARTS: Record<string, Decoration> = {
  ATXHeading1: Decoration.mark({ class: 'md-heading' }),
  ATXHeading2: Decoration.mark({ class: 'md-heading' }),
  ATXHeading3: Decoration.mark({ class: 'md-heading' }),
  StrongEmphasis: Decoration.mark({ class: 'md-strong' }),
  Emphasis: Decoration.mark({ class: 'md-emphasis' }),
  InlineCode: Decoration.mark({ class: 'md-code' }),
  Link: Decoration.mark({ class: 'md-link' }),
  HeaderMark: Decoration.mark({ class: 'md-sign' }),
  EmphasisMark: Decoration.mark({ class: 'md-sign' }),
  ListMark: Decoration.mark({ class: 'md-sign' }),
  QuoteMark: Decoration.mark({ class: 'md-sign' }),
  URL: Decoration.mark({ class: 'md-sign' }),
};

/** Marks up what can be seen, from the tree that the Markdown parser keeps. */
const markup = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) {
        this.decorations = decorate(update.view);
      }
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate(view: EditorView): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        const part = PARTS[node.name];
        if (part && node.from < node.to) found.push(part.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(found, true);
}

// Ctrl+Enter belongs to the screen: it sends.
const KEYMAP = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

export function openEditor(
  parent: HTMLElement,
  options: { text: string; label: string; hint: string; oninput: (text: string) => void },
): Editor {
  const readOnly = new Compartment();
  // CodeMirror writes <style> elements into a document, which the content policy refuses;
  // in a shadow root it adopts style sheets instead, and those it may.
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open', delegatesFocus: true });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        history(),
        drawSelection(),
        keymap.of([...KEYMAP, ...historyKeymap]),
        markdown(),
        markup,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'true' }),
        placeholder(options.hint),
        readOnly.of([]),
        THEME,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.oninput(update.state.doc.toString());
        }),
      ],
    }),
  });

  const insert = (text: string) => {
    view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true });
    view.focus();
  };

  return {
    text: () => view.state.doc.toString(),
    replace: (text) => {
      const caret = Math.min(view.state.selection.main.head, text.length);
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: caret },
      });
    },
    insertAtCaret: insert,
    insertLine: (text) => {
      const { from } = view.state.selection.main;
      const begun = from > view.state.doc.lineAt(from).from;
      insert(begun ? `\n${text}` : text);
    },
    select: (from, to) => {
      const end = view.state.doc.length;
      const at = Math.min(from, end);
      // A place to go to comes to the top, words to look at stay where they can be seen.
      const seen = EditorView.scrollIntoView(
        at,
        from === to && to < end ? { y: 'start', yMargin: 72 } : { y: 'nearest', yMargin: 24 },
      );
      view.dispatch({ selection: { anchor: at, head: Math.min(to, end) }, effects: seen });
      view.focus();
      // Lines that were never drawn had guessed heights: once they are drawn the place is known.
      requestAnimationFrame(() => {
        if (view.dom.isConnected) view.dispatch({ effects: seen });
      });
    },
    findings: (list) => {
      const end = view.state.doc.length;
      const marks: Diagnostic[] = list
        .filter(({ from, to }) => from < to && to <= end)
        .map(({ from, to, severity, message }) => ({ from, to, severity, message }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    readOnly: (on) => {
      view.dispatch({
        effects: readOnly.reconfigure(
          on ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
        ),
      });
    },
    focus: () => {
      view.focus();
    },
    destroy: () => {
      view.destroy();
    },
  };
}
