import type { NoteBlock } from '../notes';
export const NOTES_EN: readonly NoteBlock[] = [{ kind: 'heading', text: 'What you are looking at' }];
