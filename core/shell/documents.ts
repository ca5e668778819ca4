const MARKDOWN = /\.(?:md|markdown|mdown)$/i;
const FENCE = /^[ \t>]{0,20}(?:`{3,}|~{3,})[ \t]*([\w+-]*)/;
/** Languages of blocks that hold command lines; without one it may be anything, as command lines too. */
const COMMANDS = /^(?:(?:ba|z|da|k)?sh|shell|shell-?session|console|terminal|cmd|text|)$/i;
const PROMPT = /^[ \t>]*\$[ \t]/;
/** The prompt of root, where the line is no comment of a script. */
const ROOT_PROMPT = /^[ \t>]*#[ \t](?=[ \t]*(?:docker|podman)[ \t]+(?:run|create)[ \t]+-)/;
const SCRIPT = /^(?:ba|z|da|k)?sh$/i;
/** An indented block of commands. */
const INDENTED = /^(?: {4}|\t)[ \t]*(?:[$#][ \t]+)?(?:sudo[ \t]+)?(?:docker|podman)[ \t]/;
const LINE_LIMIT = 20_000;

export function isMarkdown(path: string): boolean {
  return MARKDOWN.test(path);
}

/** A document with all but its blocks of command lines blank, and their prompts: every place stays where it is. */
export function commandBlocks(text: string): string {
  let language: string | undefined;
  let isIndented = false;
  let before = '';
  return text
    .split('\n', LINE_LIMIT)
    .map((line) => {
      const fence = FENCE.exec(line);
      if (fence) language = language === undefined ? (fence[1] ?? '') : undefined;
      isIndented =
        !fence &&
        language === undefined &&
        (isIndented ? /^(?: {4}|\t|\s*$)/.test(line) : before.trim() === '' && INDENTED.test(line));
      before = line;
      if (fence || !(isIndented || (language !== undefined && COMMANDS.test(language)))) return blank(line);
      const own = line.replace(PROMPT, blank);
      // No comment goes on over the end of its line.
      const isPrompt = !SCRIPT.test(language ?? '') || line.trimEnd().endsWith('\\');
      return isPrompt ? own.replace(ROOT_PROMPT, blank) : own;
    })
    .join('\n');
}

/** A list of command lines under any name: most of its lines begin with one. */
export function isCommandList(text: string, names: (name: string) => boolean): boolean {
  const lines = text
    .slice(0, 20_000)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const commands = lines.filter((line) => {
    const [, name = ''] = /^(?:\$ )?(?:sudo (?:-\w )?)?(?:\/\S{0,40}\/)?([\w-]+)(?:$| )/.exec(line) ?? [];
    return names(name);
  });
  return commands.length > 0 && commands.length * 2 > lines.length;
}

/** Prompts in front of commands, blank. */
export function withoutPrompts(text: string): string {
  return text.replace(/^\$ /gm, '  ');
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}
