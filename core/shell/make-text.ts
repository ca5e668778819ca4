const NAME = /(?:^|[\\/])(?:gnu)?makefile$|\.mk$/i;
const ASSIGNED =
  /^([A-Za-z_]\w{0,60})([ \t]{0,40}(?:::?|\?)?=[ \t]{0,40})([^#'"$`\n]{0,300}|[\w.:/-]*\$[({]\w+[)}][\w.:/-]*)$/gm;

/** A Makefile as a script: every offset stays, and what variables of make stand for can be seen. */
export function asScript(path: string, text: string): string {
  if (!NAME.test(path)) return text;
  return text
    .replace(/(?<!\$)\$\((\w{1,60})\)/g, '$${$1}')
    .replace(ASSIGNED, (line: string, name: string, _sign: string, value: string) => {
      const trimmed = value.trimEnd();
      const one = `${name}=${/\s/.test(trimmed) ? `"${trimmed}"` : trimmed}`;
      return one.length > line.length
        ? line
        : one.padStart(line.length - (value.length - trimmed.length)).padEnd(line.length);
    });
}
