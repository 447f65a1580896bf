import type { NoteBlock } from '../notes';
export const NOTES_ZH: readonly NoteBlock[] = [{ kind: 'heading', text: '你看到的是什么' }];
