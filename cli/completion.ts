import { oneOf, readArguments } from './arguments.js';
import { EXIT, UsageError, type Io } from './io.js';
import { COMMAND_WORDS } from './options/all.js';
import { COMPLETION, SHELLS } from './options/completion.js';
import type { CommandWords, OptionWords } from './options/words.js';

export { COMPLETION } from './options/completion.js';

/** Prints a completion script. @throws UsageError for a shell that is not known */
export async function completionCommand(args: string[], io: Io): Promise<number> {
  const { positionals } = readArguments({ args, allowPositionals: true, options: COMPLETION.options });
  const [shell, ...more] = positionals;
  if (shell === undefined || more.length > 0) throw new UsageError(`Name one shell: ${SHELLS.join(', ')}.`);
  await io.out(WRITERS[oneOf('completion', shell, SHELLS)](COMMAND_WORDS));
  return EXIT.clean;
}

const WRITERS: Readonly<Record<(typeof SHELLS)[number], (commands: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function optionsOf({ options }: CommandWords): readonly (readonly [name: string, words: OptionWords])[] {
  return Object.entries({ ...options, help: HELP });
}

const HELP: OptionWords = { type: 'boolean', help: 'show all options' };

/** Names of files are left to readline, which knows how to quote them. */
function bashScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const values = commands.flatMap((command) =>
    optionsOf(command).flatMap(([name, words]) =>
      words.takes === undefined
        ? []
        : [
            `    '${command.name} --${name}') _vsftpd_lens_reply '${(words.values ?? []).join(' ')}'; return ;;`,
          ],
    ),
  );
  const options = commands.map((command) => {
    const all = optionsOf(command).map(([name]) => `--${name}`);
    return `    ${command.name}) words='${all.join(' ')}'; places='${(command.values ?? []).join(' ')}' ;;`;
  });
  return `# Completion of vsftpd-lens for bash: source <(vsftpd-lens completion bash)
_vsftpd_lens_reply() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
}

_vsftpd_lens() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  local words='' places=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _vsftpd_lens_reply '${names} --help --version'
    return
  fi
  # A value may follow its option after an equals sign.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case "$command $prev" in
${values.join('\n')}
  esac
  case "$command" in
${options.join('\n')}
  esac
  if [[ $cur == -* ]]; then _vsftpd_lens_reply "$words"; else _vsftpd_lens_reply "$places"; fi
}

complete -o bashdefault -o default -F _vsftpd_lens vsftpd-lens
`;
}

function zshScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name, help }) => `    ${quoted(`${name}:${firstSentence(help)}`)}`);
  const cases = commands.map((command) => {
    const specs = optionsOf(command).map(([name, words]) => zshSpec(name, words));
    const place = command.values ? `'*:argument:(${command.values.join(' ')})'` : "'*:file:_files'";
    return `    ${command.name})\n      _arguments \\\n        ${[...specs, place].join(' \\\n        ')}\n      ;;`;
  });
  return `#compdef vsftpd-lens
# Completion of vsftpd-lens for zsh: source <(vsftpd-lens completion zsh)
_vsftpd-lens() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}

if [[ $funcstack[1] == _vsftpd-lens ]]; then
  _vsftpd-lens "$@"
else
  compdef _vsftpd-lens vsftpd-lens
fi
`;
}

function zshSpec(name: string, words: OptionWords): string {
  const help = words.help.replace(/[[\]:\\]/g, '\\$&');
  const { takes = '', values } = words;
  const action = values ? `(${values.join(' ')})` : isFile(words) ? '_files' : ' ';
  const value = takes === '' ? '' : `:${takes.replaceAll(':', '\\:')}:${action}`;
  return quoted(`${words.multiple === true ? '*' : ''}--${name}[${help}]${value}`);
}

function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((command) => {
    const here = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const start = '-f -n __fish_use_subcommand';
    return [
      `complete -c vsftpd-lens ${start} -a ${command.name} -d ${fishQuoted(firstSentence(command.help))}`,
      ...(command.values ? [`complete -c vsftpd-lens -f ${here} -a '${command.values.join(' ')}'`] : []),
      ...optionsOf(command).map(([name, words]) => {
        const value = fishValue(words);
        return `complete -c vsftpd-lens ${here} -l ${name}${value} -d ${fishQuoted(words.help)}`;
      }),
    ];
  });
  return `# Completion of vsftpd-lens for fish: vsftpd-lens completion fish | source\n${lines.join('\n')}\n`;
}

function fishValue(words: OptionWords): string {
  if (words.takes === undefined) return '';
  if (isFile(words)) return ' -r -F';
  return words.values ? ` -x -a '${words.values.join(' ')}'` : ' -x';
}

function isFile({ takes }: OptionWords): boolean {
  return takes === 'FILE' || takes === 'REPORT';
}

function firstSentence(text: string): string {
  return text.split('. ', 1)[0]?.replace(/\.$/, '') ?? text;
}

/** For POSIX shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
