/** Marks of template languages; the values they stand for are not known until the file is rendered. */
const PAIRS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
  ['<?', '?>'],
  ['${', '}'],
  ['%{', '}'],
] as const;
const NAMED = /%%[A-Za-z_][A-Za-z0-9_]*%%|@[A-Z_][A-Z0-9_]*@|__[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__/;
/** Placeholders that only count in a file with a template's name: vsftpd.conf itself may hold `$USER`. */
const SCRIPTED =
  /%[A-Za-z_]\w*%|\$(?!USER\b)[A-Za-z_]\w*|\$\([A-Za-z_]\w*\)|@[a-z]\w*@|__[a-z]\w*?__|<[A-Z][\w -]*>|#[A-Z]\w*#|#\{\w+\}|\{[A-Z]\w*\}|\[\[\w+\]\]/;
const WHOLE_LINE = /^\s*(?:\{%.*%\}|\{#.*#\}|\{\*.*\*\}|<%.*%>|<\?.*\?>|\{\{.*\}\}|%\{.*\})\s*$/;
/** Lines of ERB, Mako and Smarty that steer. */
const CONTROL_LINE =
  /^\s*%(?!%)\s*(?:if|else|elif|elsif|unless|for|while|end\w*)\b|^\s*<\/?%\w|^\s*\{\/?(?:if|else|elseif|foreach|foreachelse|for|while|section|block|capture|include|assign|literal|strip|nocache)\b[^{}]*\}\s*$/;
const OPENS =
  /\{%-?\s*(?:if|for|unless|with|block|macro|case)\b|<%-?\s*(?:if|unless|case)\b|\bdo\b\s*(?:\|[^|%]*\|\s*)?-?%>|\{\s*-?%>|\{\{-?\s*(?:if|range|with)\b|\{\{\s*[#^]|%\{~?\s*(?:if|for)\b|<\?(?:php)?\s*(?:if|for|foreach|while)\b|^\s*%\s*(?:if|for|while)\b|^\s*\{(?:if|foreach|for|while|section|block|capture)\b|^\s*<%(?:def|block|call)\b/;
const CLOSES =
  /\{%-?\s*end|<%-?\s*(?:end|\})|\{\{-?\s*end\b|\{\{\s*\/(?!\*)|%\{~?\s*end|<\?(?:php)?\s*(?:end|\})|^\s*%\s*end|^\s*(?:\{\/(?:if|for|while|section|block|capture)|<\/%(?:def|block|call))/;
/** `<% } else { %>` stays as deep. */
const TURNS = /^\s*<%-?\s*\}.*\{\s*-?%>\s*$/;
const COMMENT_BLOCK = /\{%-?\s*comment\b/;
const TEMPLATE_NAME =
  /\.(?:in|j2|jinja2?|erb|epp|ejs|tpl|tmpl|tmplt|template|mustache|gotmpl|envsubst|mako|twig|hbs|liquid|tftpl|php)(?:\.[^./]+)?$/i;

/** Variables of a shell as people write them by mistake in a plain file; alone they make no template of it. */
const USER_TOKEN = /\$\{(?:USER|user|USERNAME|LOGNAME|HOME)\}/g;

/** How placeholders of a file are told apart: none, those that cannot be anything else, or those of scripts too. */
export type TemplateMode = 'none' | 'marked' | 'named';

/** A value that is a placeholder and nothing else; where several lines have one, a script fills them in. */
const FILLED = /=["']?(?:\$(?!USER\b|HOME\b)[A-Z]\w*|\{[A-Z]\w*\}|#\{\w+\}|\[\[\w+\]\])["']?\r?$/gm;

/** A quick look at a whole file: most hold no template code at all. */
export function templateMode(text: string, path = ''): TemplateMode {
  if (TEMPLATE_NAME.test(path) || (text.match(FILLED)?.length ?? 0) > 1) return 'named';
  return /\{[{%#]|<[%?]|[$%]\{|%%|@[A-Z_]|__[A-Z]|=(?:\$|\{|\[\[)?[A-Z]+_[A-Z_]+(?:\}|\]\])?\s*$/m.test(
    text.replace(USER_TOKEN, ''),
  )
    ? 'marked'
    : 'none';
}

/** `pasv_max_port=PASV_MAX_PORT`, `pasv_address=FTP_PASV_ADDRESS`: what a start script replaces with sed. */
export function isOwnName(name: string, value: string): boolean {
  const word = /^(?:\$|\{|\[\[)?([A-Z_]+)(?:\}|\]\])?$/.exec(value)?.[1];
  return name.includes('_') && word !== undefined && word.endsWith(name.toUpperCase());
}

/** Whether a part of a line comes from a template. */
export function hasPlaceholder(text: string, mode: TemplateMode = 'marked'): boolean {
  if (!/[{<$%@_#]/.test(text)) return false;
  if (PAIRS.some(([open, close]) => holdsPair(text, open, close)) || NAMED.test(text)) return true;
  return mode === 'named' && SCRIPTED.test(text);
}

/** Linear, whatever the text: one pattern with a free middle would not be. */
function holdsPair(text: string, open: string, close: string): boolean {
  const at = text.indexOf(open);
  return at >= 0 && text.includes(close, at + open.length);
}

/** A line that is nothing but template code, and so is no line of the rendered file. */
export function isTemplateLine(text: string, mode: TemplateMode = 'marked'): boolean {
  return /[{<%]/.test(text) && (WHOLE_LINE.test(text) || (mode === 'named' && CONTROL_LINE.test(text)));
}

/** How a line changes the depth of template blocks: 1 opens one, -1 closes one. */
export function blockStep(text: string): -1 | 0 | 1 {
  if (TURNS.test(text) || COMMENT_BLOCK.test(text)) return 0;
  return CLOSES.test(text) ? -1 : OPENS.test(text) ? 1 : 0;
}

const WRITES =
  /\{\{(?!-?\s*(?:(?:if|else|end|range|with|define|block)\b|[#^/!]))|<%-?=|\{%-?\s*(?:include|import|extends)\b|^\s*(?:\{|<%)include\b/;

/** Whether a line of template code puts text into the rendered file, rather than only steering it. */
export function writesText(text: string): boolean {
  return WRITES.test(text);
}

const SPANS = /\{\{|\{%-?\s*comment\b|\{%|\{#|\{\*|<[%?]/g;
const SPAN_ENDS: Readonly<Record<string, string>> = {
  '{{': '}}',
  '{%': '%}',
  '{#': '#}',
  '{*': '*}',
  '<%': '%>',
  '<?': '?>',
};

/** Template code that goes on over several lines. One per file, asked line by line from the top. */
export class OpenSpan {
  /** What ends the code that is open at the start of the next line. */
  private end: string | undefined;
  private readonly endless = new Set<string>();

  constructor(private readonly bytes: string) {}

  get isOpen(): boolean {
    return this.end !== undefined;
  }

  /** Reads a line; `start` and `stop` are its bytes. */
  read(start: number, stop: number): void {
    let at = start;
    if (this.end !== undefined) {
      const close = this.bytes.indexOf(this.end, at);
      if (close < 0 || close >= stop) return;
      at = close + this.end.length;
      this.end = undefined;
    }
    const line = this.bytes.slice(at, stop);
    SPANS.lastIndex = 0;
    for (let open = SPANS.exec(line); open; open = SPANS.exec(line)) {
      // Liquid and Django have blocks of comment.
      const end = SPAN_ENDS[open[0]] ?? 'endcomment';
      const close = line.indexOf(end, open.index + 2);
      if (close < 0) {
        this.end = this.closes(end, stop) ? end : undefined;
        return;
      }
      SPANS.lastIndex = close + end.length;
    }
  }

  /** Code that never ends is no code: the file only happens to hold its first mark. */
  private closes(end: string, from: number): boolean {
    if (this.endless.has(end)) return false;
    if (this.bytes.includes(end, from)) return true;
    this.endless.add(end);
    return false;
  }
}

/** Templates of Jinja are rendered with LF, whatever their own line endings are. */
export function isJinja(text: string, path: string): boolean {
  if (/\.(?:j2|jinja2?)(?:\.[^./]+)?$/i.test(path)) return true;
  return /\{%-?\s*\w|\{\{-?\s*[A-Za-z_"'(]/.test(text) && !/<%|\{\{-?\s*(?:if|range|with|end)\b/.test(text);
}
