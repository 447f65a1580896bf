/** Reads the running text of notes: `$TeX$`, `*emphasis*`, `[text](address)`. Pure; no DOM. */
import type { NoteText } from '../experiments/notes';

export type Inline =
  | { readonly kind: 'text' | 'emphasis' | 'math'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly address: string };

const MARKUP = /\$([^$]+)\$|\*([^*]+)\*|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)/g;

/** Splits a text into its parts, in order; markup that does not close is plain text. */
export function parseInline(text: NoteText): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKUP)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    const [whole, math, emphasis, label, address] = match;
    if (math !== undefined) parts.push({ kind: 'math', text: math });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis });
    else if (label !== undefined && address !== undefined) parts.push({ kind: 'link', text: label, address });
    end = match.index + whole.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}
