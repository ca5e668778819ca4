import { SETTINGS, type SettingType } from '../../core/config/index.js';

/** Bounded, so that a line of nothing but opening marks costs no more than its length. */
const PLACEHOLDERS = [
  '\\{\\{.{0,300}?\\}\\}',
  '\\{%.{0,300}?%\\}',
  '\\{#.{0,300}?#\\}',
  '<%.{0,300}?%>',
  '\\$\\{[^}]{0,300}\\}',
  '%%[A-Za-z_][A-Za-z0-9_]{0,99}%%',
  '@[A-Z_][A-Z0-9_]{0,99}@',
].join('|');

const BOOLEAN = '(?i:YES|TRUE|1|NO|FALSE|0)';
const BLANK = '[ \\t\\x0b\\f\\r]';

interface Pattern {
  readonly include?: string;
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Record<string, { name?: string; patterns?: readonly Pattern[] }>;
  readonly beginCaptures?: Record<string, { name: string }>;
  readonly patterns?: readonly Pattern[];
}

/** language/vsftpd.tmLanguage.json: lines as the daemon reads them, names by their type. */
export function grammar(): unknown {
  return {
    information_for_contributors:
      'Generated from core/config/settings by "npm run generate". Do not edit by hand.',
    name: 'vsftpd.conf',
    scopeName: 'source.vsftpd',
    patterns: [
      '#comment',
      '#template-line',
      '#indented-comment',
      '#bool',
      '#number',
      '#octal',
      '#text',
      '#removed',
      '#missing-value',
      '#unknown',
    ].map((include) => ({ include })),
    repository: {
      comment: COMMENT,
      'template-line': TEMPLATE_LINE,
      'indented-comment': {
        name: 'invalid.illegal.indented-comment.vsftpd',
        match: `^${BLANK}+#.*$`,
      },
      bool: setting('bool', 'boolean', BOOLEAN_VALUE),
      number: setting('number', 'number', NUMBER_VALUE),
      octal: setting('octal', 'mode', NUMBER_VALUE),
      text: setting('string', 'text', TEXT_VALUE),
      removed: REMOVED,
      'missing-value': MISSING_VALUE,
      unknown: UNKNOWN,
      placeholder: { name: 'constant.other.placeholder.vsftpd', match: PLACEHOLDERS },
    },
  };
}

const COMMENT: Pattern = {
  name: 'comment.line.number-sign.vsftpd',
  match: '^(#)(?:.*?(vsftpd-lens[ \\t]+disable-(?:next-line|line|file))\\b)?.*$',
  captures: {
    '1': { name: 'punctuation.definition.comment.vsftpd' },
    '2': { name: 'keyword.other.directive.vsftpd' },
  },
};

const TEMPLATE_LINE: Pattern = {
  name: 'constant.other.placeholder.line.vsftpd',
  match: `^${BLANK}*(?:\\{%.*%\\}|\\{#.*#\\}|<%.*%>|\\{\\{.*\\}\\})${BLANK}*$`,
};

/** A value with a placeholder in it may become anything. */
const TEMPLATED: Pattern = {
  begin: `\\G(?=.*?(?:${PLACEHOLDERS}))`,
  end: '$',
  patterns: [{ include: '#placeholder' }, { name: 'string.unquoted.vsftpd', match: '[^{<$%@]+|.' }],
};

const BOOLEAN_VALUE: readonly Pattern[] = [
  {
    match: `\\G(${BLANK}*)(${BOOLEAN})(${BLANK}*)$`,
    captures: {
      '1': { name: 'invalid.illegal.blank.vsftpd' },
      '2': { name: 'constant.language.boolean.vsftpd' },
      '3': { name: 'invalid.illegal.blank.vsftpd' },
    },
  },
  TEMPLATED,
  { name: 'invalid.illegal.boolean.vsftpd', match: '\\G.+$' },
];

const NUMBER_VALUE: readonly Pattern[] = [
  TEMPLATED,
  {
    match: '\\G(0[0-7]*)(.*)$',
    captures: {
      '1': { name: 'constant.numeric.octal.vsftpd' },
      '2': { name: 'invalid.deprecated.ignored.vsftpd' },
    },
  },
  {
    match: `\\G${BLANK}*([+-]?[0-9]+)(.*)$`,
    captures: {
      '1': { name: 'constant.numeric.decimal.vsftpd' },
      '2': { name: 'invalid.deprecated.ignored.vsftpd' },
    },
  },
  { name: 'invalid.illegal.number.vsftpd', match: '\\G.+$' },
];

const TEXT_VALUE: readonly Pattern[] = [
  { include: '#placeholder' },
  { name: 'string.unquoted.vsftpd', match: '[^{<$%@]+|.' },
];

const MISSING_VALUE: Pattern = {
  match: `^${BLANK}*(?:(${namesOf('string')})|(${namesOf('bool', 'number', 'octal')}))${BLANK}*$`,
  captures: {
    '1': { name: 'keyword.other.setting.text.vsftpd' },
    '2': { name: 'invalid.illegal.missing-value.vsftpd' },
  },
};

/** Settings that none of the builds takes. */
const REMOVED: Pattern = {
  match: `^${BLANK}*(${removedNames()})(=)(.*)$`,
  captures: {
    '1': { name: 'invalid.deprecated.setting.vsftpd' },
    '2': { name: 'keyword.operator.assignment.vsftpd' },
    '3': { patterns: [...TEXT_VALUE] },
  },
};

const UNKNOWN: Pattern = {
  match: `^${BLANK}*([^=]+)(?:(=)(.*))?$`,
  captures: {
    '1': {
      patterns: [
        { include: '#placeholder' },
        { name: 'invalid.illegal.unknown-setting.vsftpd', match: '[^{<$%@]+|.' },
      ],
    },
    '2': { name: 'keyword.operator.assignment.vsftpd' },
    '3': { patterns: [...TEXT_VALUE] },
  },
};

/** A line of a known setting; blanks between the name and `=` are marked. */
function setting(type: SettingType, kind: string, value: readonly Pattern[]): Pattern {
  return {
    begin: `^${BLANK}*(${namesOf(type)})(${BLANK}*)(=)`,
    beginCaptures: {
      '1': { name: `keyword.other.setting.${kind}.vsftpd` },
      '2': { name: 'invalid.illegal.blank.vsftpd' },
      '3': { name: 'keyword.operator.assignment.vsftpd' },
    },
    end: '$',
    patterns: value,
  };
}

function namesOf(...types: readonly SettingType[]): string {
  const known = SETTINGS.filter(({ builds, type }) => builds?.length !== 0 && types.includes(type));
  return alternatives(known.map(({ name }) => name));
}

function removedNames(): string {
  return alternatives(SETTINGS.filter(({ builds }) => builds?.length === 0).map(({ name }) => name));
}

/** Longest first, so that no name is matched by its first letters only. */
function alternatives(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|');
}
