import { SETTINGS } from '../../core/config/index.js';

/** Mostly comments, every setting once, and a line that vsftpd refuses now and then. All within the bytes it reads. */
export function vsftpdSample(lines: number): string {
  const step = Math.max(3, Math.floor(lines / SETTINGS.length));
  return joined(lines, (i) => {
    const setting = i % step === 0 ? SETTINGS[i / step] : undefined;
    const value = { bool: 'YES', number: '100', octal: '022', string: '/etc/x' }[setting?.type ?? 'bool'];
    if (i % 40 === 39) return `mistake_${i}=1`;
    if (setting) return `${setting.name}=${value}`;
    return i % 50 === 1 ? `# -- Part ${i} --` : '# note';
  });
}

/** An object of that many lines; every fortieth value is of the wrong type. */
export function jsonSample(lines: number): string {
  const names = SETTINGS.map(({ name }) => name);
  const body = joined(lines - 2, (i) => {
    const name = i < names.length ? (names[i] ?? '') : `${names[i % names.length] ?? ''}_${i}`;
    const value = i % 40 === 39 ? '[1]' : i % 3 === 0 ? 'true' : i % 3 === 1 ? '100' : '"/etc/x"';
    return `  "${name}": ${value}${i === lines - 3 ? '' : ','}`;
  });
  return `{\n${body}}\n`;
}

/** A schema with a text and a type for each setting, and any other name. */
export function jsonSchema(): object {
  const value = { type: ['boolean', 'number', 'string'] };
  return {
    type: 'object',
    properties: Object.fromEntries(
      SETTINGS.map(({ name }) => [
        name,
        { ...value, description: `What ${name} does, in a sentence or two.` },
      ]),
    ),
    additionalProperties: value,
  };
}

/** Instructions of all kinds; every fortieth is none. */
export function dockerfileSample(lines: number): string {
  const kinds = ['RUN apt-get update', 'ENV A=1', 'EXPOSE 21', '# note', 'COPY a /b', 'LABEL a=b'];
  return joined(lines, (i) =>
    i === 0 ? 'FROM debian:12' : i % 40 === 39 ? `MISTAKE ${i}` : (kinds[i % 6] ?? ''),
  );
}

function joined(lines: number, line: (i: number) => string): string {
  return `${Array.from({ length: lines }, (_, i) => line(i)).join('\n')}\n`;
}
