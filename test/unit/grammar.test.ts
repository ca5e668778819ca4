import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { SETTINGS } from '../../core/config/index.js';

const GRAMMARS: Record<string, string> = {
  'source.vsftpd': 'language/vsftpd.tmLanguage.json',
  'text.ftp-transcript': 'language/ftp-transcript.tmLanguage.json',
};

await oniguruma.loadWASM(readFileSync('node_modules/vscode-oniguruma/release/onig.wasm'));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: (scope) => {
    const file = GRAMMARS[scope];
    const grammar = file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
    return Promise.resolve(grammar);
  },
});

async function load(scope: string): Promise<textmate.IGrammar> {
  const grammar = await registry.loadGrammar(scope);
  assert.ok(grammar);
  return grammar;
}

/** The tokens of a line as `text → innermost scope`, the language's name cut off; text without a scope is left out. */
function tokens(grammar: textmate.IGrammar, line: string, state = textmate.INITIAL): string[] {
  return grammar.tokenizeLine(line, state).tokens.flatMap((token) => {
    const scope = token.scopes.at(-1) ?? '';
    const text = line.slice(token.startIndex, token.endIndex);
    const short = scope.replace(/\.(?:vsftpd|ftp-transcript)$/, '');
    return token.scopes.length === 1 || text === '' ? [] : [`${text} → ${short}`];
  });
}

const BOOL = 'keyword.other.setting.boolean';
const NUMBER = 'keyword.other.setting.number';
const MODE = 'keyword.other.setting.mode';
const TEXT = 'keyword.other.setting.text';
const EQUALS = '= → keyword.operator.assignment';

const SAMPLES: [line: string, ...tokens: string[]][] = [
  ['# listen=YES', '# → punctuation.definition.comment', ' listen=YES → comment.line.number-sign'],
  [
    '# vsftpd-lens disable-next-line trailing-blank',
    '# → punctuation.definition.comment',
    '  → comment.line.number-sign',
    'vsftpd-lens disable-next-line → keyword.other.directive',
    ' trailing-blank → comment.line.number-sign',
  ],
  ['  # no comment', '  # no comment → invalid.illegal.indented-comment'],
  ['\t#listen=YES', '\t#listen=YES → invalid.illegal.indented-comment'],
  ['listen=YES', `listen → ${BOOL}`, EQUALS, 'YES → constant.language.boolean'],
  ['  listen=no', `listen → ${BOOL}`, EQUALS, 'no → constant.language.boolean'],
  ['listen=1', `listen → ${BOOL}`, EQUALS, '1 → constant.language.boolean'],
  ['listen=YES ', `listen → ${BOOL}`, EQUALS, 'YES → constant.language.boolean', '  → invalid.illegal.blank'],
  ['listen= YES', `listen → ${BOOL}`, EQUALS, '  → invalid.illegal.blank', 'YES → constant.language.boolean'],
  ['listen =YES', `listen → ${BOOL}`, '  → invalid.illegal.blank', EQUALS, 'YES → constant.language.boolean'],
  [
    'listen=YES\t',
    `listen → ${BOOL}`,
    EQUALS,
    'YES → constant.language.boolean',
    '\t → invalid.illegal.blank',
  ],
  ['listen=on', `listen → ${BOOL}`, EQUALS, 'on → invalid.illegal.boolean'],
  ['listen=YES # why', `listen → ${BOOL}`, EQUALS, 'YES # why → invalid.illegal.boolean'],
  ['listen="YES"', `listen → ${BOOL}`, EQUALS, '"YES" → invalid.illegal.boolean'],
  ['listen=', `listen → ${BOOL}`, EQUALS],
  ['listen', 'listen → invalid.illegal.missing-value'],
  ['listen_port=2121', `listen_port → ${NUMBER}`, EQUALS, '2121 → constant.numeric.decimal'],
  ['listen_port=021', `listen_port → ${NUMBER}`, EQUALS, '021 → constant.numeric.octal'],
  [
    'listen_port=018',
    `listen_port → ${NUMBER}`,
    EQUALS,
    '01 → constant.numeric.octal',
    '8 → invalid.deprecated.ignored',
  ],
  [
    'listen_port=21 # c',
    `listen_port → ${NUMBER}`,
    EQUALS,
    '21 → constant.numeric.decimal',
    ' # c → invalid.deprecated.ignored',
  ],
  ['listen_port=-1', `listen_port → ${NUMBER}`, EQUALS, '-1 → constant.numeric.decimal'],
  ['listen_port=ftp', `listen_port → ${NUMBER}`, EQUALS, 'ftp → invalid.illegal.number'],
  ['local_umask=022', `local_umask → ${MODE}`, EQUALS, '022 → constant.numeric.octal'],
  ['local_umask=22', `local_umask → ${MODE}`, EQUALS, '22 → constant.numeric.decimal'],
  ['ftpd_banner=hi # there', `ftpd_banner → ${TEXT}`, EQUALS, 'hi # there → string.unquoted'],
  ['ftpd_banner=a=b', `ftpd_banner → ${TEXT}`, EQUALS, 'a=b → string.unquoted'],
  ['ftpd_banner=', `ftpd_banner → ${TEXT}`, EQUALS],
  ['ftpd_banner', `ftpd_banner → ${TEXT}`],
  ['ssl_tlsv1_1=YES', `ssl_tlsv1_1 → ${BOOL}`, EQUALS, 'YES → constant.language.boolean'],
  ['ssl_tlsv1=YES', `ssl_tlsv1 → ${BOOL}`, EQUALS, 'YES → constant.language.boolean'],
  ['Listen=YES', 'Listen → invalid.illegal.unknown-setting', EQUALS, 'YES → string.unquoted'],
  ['listenn=YES', 'listenn → invalid.illegal.unknown-setting', EQUALS, 'YES → string.unquoted'],
  ['apt install vsftpd', 'apt install vsftpd → invalid.illegal.unknown-setting'],
  ['sandbox=NO', 'sandbox → invalid.deprecated.setting', EQUALS, 'NO → string.unquoted'],
  ['listen={{ listen }}', `listen → ${BOOL}`, EQUALS, '{{ listen }} → constant.other.placeholder'],
  [
    'pasv_min_port=<%= @low %>0',
    `pasv_min_port → ${NUMBER}`,
    EQUALS,
    '<%= @low %> → constant.other.placeholder',
    '0 → string.unquoted',
  ],
  [
    'local_root=/srv/${SITE}/$USER',
    `local_root → ${TEXT}`,
    EQUALS,
    '/srv/ → string.unquoted',
    '${SITE} → constant.other.placeholder',
    '/ → string.unquoted',
    '$ → string.unquoted',
    'USER → string.unquoted',
  ],
  ['pasv_address=@OUTER@', `pasv_address → ${TEXT}`, EQUALS, '@OUTER@ → constant.other.placeholder'],
  ['listen_port=%%PORT%%', `listen_port → ${NUMBER}`, EQUALS, '%%PORT%% → constant.other.placeholder'],
  ['{% if ftp_tls %}', '{% if ftp_tls %} → constant.other.placeholder.line'],
  ['  {# note #}', '  {# note #} → constant.other.placeholder.line'],
  ['', ...[]],
  ['   ', ...[]],
];

test('a line of vsftpd.conf is coloured as the daemon reads it', async () => {
  const grammar = await load('source.vsftpd');
  for (const [line, ...expected] of SAMPLES) {
    assert.deepEqual(tokens(grammar, line), expected, JSON.stringify(line));
  }
});

test('no line leaks into the next', async () => {
  const grammar = await load('source.vsftpd');
  for (const [line] of SAMPLES) {
    const { ruleStack } = grammar.tokenizeLine(line, textmate.INITIAL);
    const next = [`listen → ${BOOL}`, EQUALS, 'YES → constant.language.boolean'];
    assert.deepEqual(tokens(grammar, 'listen=YES', ruleStack), next, `behind ${JSON.stringify(line)}`);
  }
});

test('every setting of a build is coloured by its type', async () => {
  const grammar = await load('source.vsftpd');
  const kinds = { bool: BOOL, number: NUMBER, octal: MODE, string: TEXT };
  for (const setting of SETTINGS) {
    const scope = setting.builds?.length === 0 ? 'invalid.deprecated.setting' : kinds[setting.type];
    assert.equal(tokens(grammar, `${setting.name}=1`)[0], `${setting.name} → ${scope}`);
  }
});

/** Lines that make a careless pattern try everything: if one does, the test never ends. */
const HOSTILE = ['{{', '${', '<%', '%%A', '@A', ' ', '0', 'a ', '(1,', '|', '500 '];

test('a line of 100 KB costs no more than its length', { timeout: 120_000 }, async () => {
  for (const scope of Object.keys(GRAMMARS).filter((name) => existsSync(GRAMMARS[name] ?? ''))) {
    const grammar = await load(scope);
    for (const mark of HOSTILE) {
      const noise = mark.repeat(100_000 / mark.length);
      for (const head of ['', 'listen=', '227 ']) {
        const { tokens: found, stoppedEarly } = grammar.tokenizeLine(head + noise, textmate.INITIAL);
        assert.equal(stoppedEarly, false);
        assert.ok((found.at(-1)?.endIndex ?? 0) >= head.length + noise.length);
      }
    }
  }
});

const TRANSCRIPT: [line: string, text: string, scope: string][] = [
  ['227 Entering Passive Mode (192,168,1,10,15,128).', '192,168,1,10', 'string.unquoted.address'],
  ['227 Entering Passive Mode (192,168,1,10,15,128).', '128', 'constant.numeric.port'],
  ['229 Entering Extended Passive Mode (|||30107|)', '30107', 'constant.numeric.port'],
  ['---> PORT 10,0,0,1,4,1', 'PORT', 'keyword.control.data'],
  ['EPRT |2|::1|5000|', '::1', 'string.unquoted.address'],
  ['PASS secret word', 'secret word', 'comment.line.password'],
  ['500 OOPS: invalid pasv_address', '500 OOPS:', 'invalid.illegal.oops'],
  ['425 Failed to establish connection.', '425', 'constant.numeric.code.refusal'],
  ['230 Login successful.', '230', 'constant.numeric.code'],
];

test('a transcript shows endpoints, refusals and hides passwords', async () => {
  const grammar = await load('text.ftp-transcript');
  for (const [line, text, scope] of TRANSCRIPT) {
    const found = tokens(grammar, line);
    assert.ok(found.includes(`${text} → ${scope}`), `${line}: ${found.join(', ')}`);
  }
});
