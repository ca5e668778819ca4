const MARKDOWN = /\.(?:md|markdown|mdown)$/i;
const FENCE = /^[ \t>]{0,20}(?:`{3,}|~{3,})[ \t]*([\w+-]*)/;
/** Languages of blocks that hold command lines; without one it may be anything, as command lines too. */
const COMMANDS = /^(?:(?:ba|z|da|k)?sh|shell|shell-?session|console|terminal|cmd|text|)$/i;
const PROMPT = /^[ \t>]*\$[ \t]/;
const LINE_LIMIT = 20_000;

export function isMarkdown(path: string): boolean {
  return MARKDOWN.test(path);
}

/** A document with all but its blocks of command lines blank, and their prompts: every place stays where it is. */
export function commandBlocks(text: string): string {
  let inside: boolean | undefined;
  return text
    .split('\n', LINE_LIMIT)
    .map((line) => {
      const fence = FENCE.exec(line);
      if (fence) inside = inside === undefined ? COMMANDS.test(fence[1] ?? '') : undefined;
      return fence || inside !== true ? blank(line) : line.replace(PROMPT, blank);
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
