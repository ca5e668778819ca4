import type { ShellWord } from '../../../shell/command.js';

/** An option of a container command. */
export interface Option {
  /** With its dashes: `--publish`, `-p`. */
  readonly name: string;
  /** Where it is of the same word (`--publish=21:21`), the part after the sign; absent for a switch. */
  readonly value?: { readonly word: ShellWord; readonly from: number };
}

export interface OptionList {
  readonly options: readonly Option[];
  /** What stands where the image is named; undefined where there is none. */
  readonly image?: ShellWord;
  /** A word that may hold further options: why it is not known. */
  readonly hidden?: string;
}

/** Options without a value of `run` and `create`, of Docker and Podman. */
const SWITCHES = new Set(
  (
    'detach disable-content-trust help init interactive no-healthcheck no-hosts no-hostname oom-kill-disable ' +
    'privileged publish-all quiet read-only read-only-tmpfs replace rm rmi rootfs sig-proxy tls-verify tty unsetenv-all ' +
    'use-api-socket env-host http-proxy no-resolve-image with-registry-auth infra'
  )
    .split(' ')
    .map((name) => `--${name}`),
);
/** Short ones; all others take a value. */
const SHORT_SWITCHES = 'ditPq';

/** Cuts the words after `run` into options and the image. */
export function readOptions(words: readonly ShellWord[]): OptionList {
  const options: Option[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    const { text } = word;
    if (!text.startsWith('-') || text === '-') {
      // A word of which nothing is known may be options, the image, or nothing.
      if (!word.known && /^[$`]/.test(text) && i < words.length - 1) {
        const after = readOptions(words.slice(i + 1));
        return { ...after, options: [...options, ...after.options], hidden: word.why ?? text };
      }
      return { options, image: word };
    }
    if (text === '--') {
      const image = words[i + 1];
      return { options, ...(image ? { image } : {}) };
    }
    const next = words[i + 1];
    const { found, takesNext } = text.startsWith('--') ? longOption(word, next) : shortOptions(word, next);
    options.push(...found);
    if (takesNext) i++;
  }
  return { options };
}

interface ReadOptions {
  readonly found: readonly Option[];
  readonly takesNext: boolean;
}

function longOption(word: ShellWord, next: ShellWord | undefined): ReadOptions {
  const equals = word.text.indexOf('=');
  if (equals >= 0) {
    return {
      found: [{ name: word.text.slice(0, equals), value: { word, from: equals + 1 } }],
      takesNext: false,
    };
  }
  if (SWITCHES.has(word.text)) return { found: [{ name: word.text }], takesNext: false };
  return {
    found: [{ name: word.text, ...(next ? { value: { word: next, from: 0 } } : {}) }],
    takesNext: true,
  };
}

/** `-d`, `-p 21:21`, `-p21:21`, `-dp 21:21`. */
function shortOptions(word: ShellWord, next: ShellWord | undefined): ReadOptions {
  const found: Option[] = [];
  for (let i = 1; i < word.text.length; i++) {
    const name = `-${word.text.charAt(i)}`;
    if (SHORT_SWITCHES.includes(word.text.charAt(i))) {
      found.push({ name });
      continue;
    }
    if (i + 1 < word.text.length) {
      const from = word.text.charAt(i + 1) === '=' ? i + 2 : i + 1;
      return { found: [...found, { name, value: { word, from } }], takesNext: false };
    }
    return {
      found: [...found, { name, ...(next ? { value: { word: next, from: 0 } } : {}) }],
      takesNext: true,
    };
  }
  return { found, takesNext: false };
}
