import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** What each room may import: the arrows of the architecture. A room not listed is refused. */
const ROOMS = {
  'core/config': [],
  'core/rules': ['core/config', 'core/reply'],
  'core/reply': [],
  'core/events': ['core/reply'],
  'core/transcript': ['core/reply', 'core/events'],
  'core/capture': ['core/reply', 'core/events'],
  'core/shell': [],
  'core/firewall': ['core/config', 'core/shell'],
  'core/deployment': ['core/config', 'core/firewall', 'core/shell'],
  'core/verdict': [
    'core/config',
    'core/rules',
    'core/reply',
    'core/events',
    'core/transcript',
    'core/firewall',
    'core/deployment',
  ],
  probe: ['core'],
  server: ['core'],
  client: ['core', 'probe'],
  cli: ['core', 'probe'],
};
const ALL = [
  'core/config',
  'core/rules',
  'core/reply',
  'core/events',
  'core/transcript',
  'core/capture',
  'core/shell',
  'core/firewall',
  'core/deployment',
  'core/verdict',
  'probe',
  'server',
  'client',
  'cli',
  'test',
  'scripts',
];

/** Patterns that catch `../config/x` and `../../core/config/x` alike, but leave a room's own files alone. */
function forbiddenRooms(room, allowed) {
  return ALL.filter(
    (other) => other !== room && !allowed.some((a) => other === a || other.startsWith(`${a}/`)),
  ).flatMap((other) => {
    const leaf = other.split('/').pop();
    const inCore = room.startsWith('core/') && other.startsWith('core/');
    return inCore ? [1, 2, 3, 4].map((up) => `${'../'.repeat(up)}${leaf}/**`) : [`**/../${other}/**`];
  });
}

/** An editor, a protocol package or Node itself. */
const HOST = '^(vscode(-.*)?|node:.*|basic-ftp|fs|net|path|os|tls|child_process)$';

const arrows = Object.entries(ROOMS).map(([room, allowed]) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: forbiddenRooms(room, allowed),
            message: `${room} may import only: ${allowed.join(', ') || 'nothing'}.`,
          },
          ...(room.startsWith('core/')
            ? [{ regex: HOST, message: 'core is pure: no editor, no protocol package, no node: module.' }]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/**', '.cache/**', 'node_modules/**', 'tools/**/node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './client/panel/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines-per-function': ['warn', { max: 80, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-control-regex': 'off',
    },
  },
  {
    // What they read comes from servers, logs and other people's files: time must grow with the text, never with its square.
    files: ['{core,probe,server,client,cli,scripts}/**/*.{ts,mjs}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: ['bench/**/*.ts', 'test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // node:test returns promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
  ...arrows,
);
