/** What a page's notes are made of. Pure data: the user interface decides how a block looks. */
import type { ControlValue } from './experiment';

/**
 * Running text. `$...$` holds TeX, `*...*` emphasis, `[text](address)` a link; nothing else is markup.
 */
export type NoteText = string;

/** Something to try: what to do, what to watch, and the controls that set the scene. */
export interface NoteTrial {
  readonly title: NoteText;
  readonly text: NoteText;
  /** Controls set by one press, by name; the others go back to their defaults. */
  readonly controls: Readonly<Record<string, ControlValue>>;
  /** Tab of the measures to watch. */
  readonly tab?: string;
  /** Runs at once, also on a page that waits for the visitor. */
  readonly run?: boolean;
}

export type NoteBlock =
  | { readonly kind: 'heading'; readonly text: NoteText }
  | { readonly kind: 'paragraph'; readonly text: NoteText }
  | { readonly kind: 'formula'; readonly tex: string }
  | { readonly kind: 'list'; readonly items: readonly NoteText[] }
  | { readonly kind: 'aside'; readonly text: NoteText }
  | { readonly kind: 'trials'; readonly trials: readonly NoteTrial[] }
  | {
      readonly kind: 'sources';
      readonly entries: readonly { readonly text: NoteText; readonly address: string }[];
    };
