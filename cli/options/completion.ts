import type { CommandWords } from './words.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const COMPLETION = {
  name: 'completion',
  takes: 'bash|zsh|fish',
  values: SHELLS,
  help: 'Prints what completes commands, options and values in that shell: source it, or put it where the shell looks.',
  options: {},
} satisfies CommandWords;
