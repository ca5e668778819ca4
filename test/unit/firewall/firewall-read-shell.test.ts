import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShell } from '../../../core/firewall/formats/shell/shell.js';
import { Random, seedOfRun } from '../../oracle/random.js';

/** Commands as the shell would run them: `?` in front of what may not be run, `!` before words that are not known. */
function commands(text: string): readonly string[] {
  return readShell(text).map(({ name, nameKnown, words, conditional }) => {
    const all = words.map(
      (word) => (word.known ? '' : '!') + (/[\s"']|^$/.test(word.text) ? `<${word.text}>` : word.text),
    );
    return [`${conditional ? '?' : ''}${nameKnown ? '' : '!'}${name}`, ...all].join(' ');
  });
}

/** Texts that the words of the first command stand for, in the source. */
function spans(text: string): readonly string[] {
  return (readShell(text)[0]?.words ?? []).map(({ span }) => text.slice(span.start, span.end));
}

describe('words', () => {
  test('quotes, escapes, continued lines and comments', () => {
    assert.deepEqual(commands(`iptables -A 'IN'"PUT" a\\ b "c\\"d" ''  # -j DROP\n`), [
      'iptables -A INPUT <a b> <c"d> <>',
    ]);
    assert.deepEqual(commands('iptables -A INPUT \\\n  -p tcp \\\r\n  -j ACCEPT\r\n'), [
      'iptables -A INPUT -p tcp -j ACCEPT',
    ]);
    assert.deepEqual(commands('echo a#b # c\n# nft x\nnft y'), ['echo a#b', 'nft y']);
  });

  test('separators', () => {
    assert.deepEqual(commands('a 1;echo 2&&c 3|d 4&e 5'), ['a 1', 'echo 2', 'c 3', 'd 4', 'e 5']);
    assert.deepEqual(commands('unheard-of && a || b'), ['unheard-of', '?a', '?b']);
    assert.deepEqual(commands('iptables -F; nft x && nft y & ufw z'), [
      'iptables -F',
      'nft x',
      'nft y',
      'ufw z',
    ]);
  });

  test('point at their place in the file', () => {
    assert.deepEqual(spans(`iptables --dports "21,22" -j 'ACC'EPT`), [
      '--dports',
      '"21,22"',
      '-j',
      `'ACC'EPT`,
    ]);
  });

  test('what is in front of the command is left out', () => {
    assert.deepEqual(commands('sudo -u root A=b /usr/sbin/iptables -F'), ['iptables -F']);
    assert.deepEqual(
      commands('env LANG=C nft list; exec timeout -k 5 10 ufw allow 21; command docker run x'),
      ['nft list', 'ufw allow 21', 'docker run x'],
    );
    assert.deepEqual(commands('PORT=21 iptables -F'), ['iptables -F']);
  });
});

describe('variables', () => {
  test('are known where the script sets them', () => {
    assert.deepEqual(commands('P=21\nIPT="sudo /sbin/iptables -w"\n$IPT --dport ${P} "$P" \'$P\''), [
      'iptables -w --dport 21 21 $P',
    ]);
    assert.deepEqual(commands('readonly A=1 B="2 3"; x $A $B "$B"'), ['x 1 2 3 <2 3>']);
    assert.deepEqual(commands('A=21; A+=,22; x $A; L=(20 21); L+=(3000:3100); x "${L[@]}"'), [
      'x 21,22',
      'x 20 21 3000:3100',
    ]);
    assert.deepEqual(commands('IPT=$(which iptables); $IPT -F; N=`command -v nft`; $N x'), [
      'iptables -F',
      'nft x',
    ]);
  });

  test('are not known where something else sets them', () => {
    assert.deepEqual(commands('x $A "${B}" $(date) $((1+1)) `id` ${C%x} $1'), [
      'x !$A !$B !$(date) !$((1+1)) !`id` !${C%x} !$1',
    ]);
    assert.deepEqual(commands('read A < f; x $A; . /etc/fw.conf; B=${B:-21}; x $B'), ['x !$A', 'x !$B']);
    assert.deepEqual(commands('A=1; [ -f /x ] && A=2; x $A'), ['[ -f /x ]', 'x !$A']);
    assert.deepEqual(commands('A=1; if grep -q x f; then A=2; y $A; fi; x $A'), [
      'grep -q x f',
      '?y 2',
      'x !$A',
    ]);
    assert.equal(readShell('x "$A-$B"')[0]?.words[0]?.why, 'the variable $A');
  });

  test('have defaults where nobody sets them', () => {
    const [word] = readShell('x ${PORTS:-21,3000:3100}')[0]?.words ?? [];
    assert.deepEqual([word?.text, word?.known], ['21,3000:3100', true]);
    assert.deepEqual(commands('P=${P:-21}; x $P; : ${Q:=5}; x $Q ${P:-7} ${R:-$P} ${S-}'), [
      'x 21',
      ': 5',
      'x 5 21 21',
    ]);
    assert.deepEqual(commands('P=; x ${P:-21}'), ['x 21']);
  });
});

describe('control', () => {
  test('loops over written words are unrolled', () => {
    assert.deepEqual(commands('for p in 20 21 3000:3100; do x $p; done'), ['x 20', 'x 21', 'x 3000:3100']);
    assert.deepEqual(commands('L="20 21"\nfor p in $L\ndo\n for q in a b; do x $p$q; done\ndone'), [
      'x 20a',
      'x 20b',
      'x 21a',
      'x 21b',
    ]);
    assert.deepEqual(commands('for p in $UNKNOWN 21; do x $p; done'), ['?x !$UNKNOWN', 'x 21']);
  });

  test('what counts or is put together is not known', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['for p in $(seq 1 3); do x $p; done', '?x !<$(seq 1 3)>'],
      ['A=5 B=7; for p in `seq $A "${B}"`; do x $p; done', '?x !<`seq $A "${B}"`>'],
      ['P=$(seq 2); x $P "$P"', 'x !<$(seq 2)> !<$(seq 2)>'],
      ['N=3; for (( p = 1; p<=$N; p += 2 )); do x $p; done', '?x !$p'],
      ['for ((;;)); do x 1; done', '?x 1'],
      ['x 300{1,2} {21..23}/tcp a{b,c}{1..2}', 'x !300{1,2} !{21..23}/tcp !a{b,c}{1..2}'],
      ['x "{1,2}" \'{1..2}\' {1} {}', 'x {1,2} {1..2} {1} {}'],
      ['x {01..10} {$A,$B}', 'x !{01..10} !{$A,$B}'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
    assert.deepEqual(commands('i=1; while [ $i -le 9 ]; do x $i; i=$((i+1)); done; y $i'), [
      '[ !$i -le 9 ]',
      '?x !$i',
      'y !$i',
    ]);
  });

  test('branches are conditional, unless the text decides them', () => {
    assert.deepEqual(commands('if [ -x /a ]; then x; elif true; then y; else z; fi'), [
      '[ -x /a ]',
      '?x',
      'true',
      '?y',
    ]);
    assert.deepEqual(commands('M=nft; if [ "$M" = nft ]; then x; else y; fi; [ -n "$M" ] && z'), [
      '[ nft = nft ]',
      'x',
      '[ -n nft ]',
      'z',
    ]);
    assert.deepEqual(commands('case "$X" in a) x;; *) y;; esac'), ['?x', '?y']);
    assert.deepEqual(commands('X=b; case $X in a) x;; b|c) y;; *) z;; esac'), ['y']);
    assert.deepEqual(commands('X=b; case $X in a) w;; b) x;& c) y;& d) z;; esac'), ['?w', '?x', '?y', '?z']);
    assert.deepEqual(commands('X=b; case $X in b) x;;& *) y;; esac'), ['?x', '?y']);
    assert.deepEqual(commands('test -f f || exit 1; x'), ['test -f f', 'x']);
    assert.deepEqual(commands('exit 0; x'), []);
  });

  test('a script with a start is read as started', () => {
    const script = 'start() { x; }\nstop() { iptables -F; }\ncase "$1" in start) start;; stop) stop;; esac';
    assert.deepEqual(commands(script), ['x']);
    assert.deepEqual(commands('if [ "$1" = stop ]; then iptables -F; exit; fi\nx'), ['[ !$1 = stop ]', 'x']);
  });

  test('functions stand where they are called, with their arguments', () => {
    assert.deepEqual(
      commands('open() { iptables --dport $1 -s ${2:-any} "$@"; }\nopen 21\nfunction g { open 22 h; }\ng'),
      ['iptables --dport 21 -s any 21', 'iptables --dport 22 -s h 22 h'],
    );
    assert.deepEqual(commands('f() { f; x; }; f').length < 100, true);
    assert.deepEqual(
      readShell('f() { x; }; "$ACTION"').map(({ name, elsewhere }) => elsewhere ?? name),
      ['$ACTION', '$ACTION'],
    );
  });

  test('a rule that is added where it is missing is there in the end', () => {
    assert.deepEqual(commands('iptables -C I -j X 2>/dev/null || iptables -A I -j X'), [
      'iptables -C I -j X',
      'iptables -A I -j X',
    ]);
    assert.deepEqual(commands('if ! iptables -C I -j X; then iptables -A I -j X; fi'), [
      'iptables -C I -j X',
      'iptables -A I -j X',
    ]);
    assert.deepEqual(commands('grep -q x f || iptables -A I -j X'), ['grep -q x f', '?iptables -A I -j X']);
  });
});

describe('what commands read and write', () => {
  test('here-documents, with their place', () => {
    const text =
      "P=21\niptables-restore <<EOF\n-A INPUT --dport $P\n$X\nEOF\nnft -f - <<-'E'\n\tadd $x\n\tE\n";
    const sources = readShell(text).flatMap(({ input }) => (input?.kind === 'text' ? [input] : []));
    const [restore, nft] = sources;
    assert.ok(restore && nft);
    const { source } = restore;
    assert.equal(source.text, '-A INPUT --dport 21\n$X\n');
    assert.equal(restore.known, false);
    const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    const at = source.text.indexOf('--dport');
    assert.equal(cut(source.span(at, at + 7)), '--dport');
    assert.equal(cut(source.span(at + 8, at + 10)), '$P');
    assert.equal(nft.source.text, 'add $x\n');
  });

  test('pipes and files', () => {
    const inputs = readShell('cat <<E | a\nx\nE\necho "b c" d | b; c < /f; d <<< "t"; e | f').flatMap(
      ({ name, input }) =>
        input
          ? [
              `${name} ${input.kind === 'text' ? input.source.text.trim() : input.kind === 'file' ? input.path.text : '?'}`,
            ]
          : [],
    );
    assert.deepEqual(inputs, ['cat x', 'a x', 'b b c d', 'c /f', 'd t', 'f ?']);
    const [cat, tee] = readShell('cat > /etc/x <<E\ny\nE\necho z | tee -a /etc/w');
    assert.equal(cat?.output?.text, '/etc/x');
    assert.equal(tee?.name, 'echo');
  });
});

describe('what is not known', () => {
  test('sums, and what counts on', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['A=40000; x $A:$((A+100)) "$(( $A + 2 ))"', 'x !40000:$((A+100)) !<$(( $A + 2 ))>'],
      ['x $((U+1)) $((1/0)) $((010)) $((1<<3))', 'x !$((U+1)) !$((1/0)) !$((010)) !$((1<<3))'],
      ['A=1; B=$((A+1)); x $B', 'x !$((A+1))'],
      ['A=1; x $((A++)); x $A', 'x !$((A++)) | x !$A'],
      ['A=1; ((A++)); x $A', '!((A++)) | x !$A'],
      ['A=1; ((A > 0)) && x $A', '!((A > 0)) | ?x 1'],
      ['A=1; let A+=2; x $A', 'x !$A'],
      ['A=1; printf -v A %s 2; x $A', 'x !$A'],
      ['i=1; until [ $i -gt 9 ]; do x $i; let i++; done', '[ !$i -gt 9 ] | ?x !$i'],
      ['i=1; for ((;i<5;i++)); do x $i; done', '?x !$i'],
      ['set -- 1 2; while y; do x $1; shift; done; x $1', 'y | ?x !$1 | x !$1'],
      ['f() { while y; do x $1; shift; done; }; f 1 2', 'y | ?x !$1'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
    const deep = `x $((${'('.repeat(100)}1${')'.repeat(100)}))`;
    assert.equal(readShell(deep)[0]?.words[0]?.known, false);
  });

  test('what functions and subshells keep to themselves', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['P=1; f() { local P=$1; x $P; }; f 2; x $P', 'x 2 | x !$P'],
      ['f() { local P Q=2; P=3; x $P $Q; }; f; x $P $Q', 'x 3 2 | x !$P !$Q'],
      ['P=1; f() { P=2; }; f; x $P', 'x 2'],
      ['P=1; f() { local P=2; g; }; g() { x $P; }; f; g', 'x 2 | x !$P'],
      ['P=1; ( P=2; x $P; exit 1 ); x $P', 'x 2 | x 1'],
      ['f() { ( set -- 7; x $1 ); x $1; }; f 8', 'x !$1 | x 8'],
      ['p=1; n() { p=$((p+1)); }; while y; do x $p; n; done', 'y | ?x !$p'],
      ['((m = 1 << 3)); x 1\n3))\nx 2', '!((m = 1 << 3)) | x 1 | 3 | x 2'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });

  test('numbers are compared', () => {
    assert.deepEqual(commands('F=1; if [ $F -eq 1 ]; then x; else y; fi'), ['[ 1 -eq 1 ]', 'x']);
    assert.deepEqual(commands('F=3; [ $F -ne 3 ] && x; [ $F -gt 4 ] && y'), [
      '[ 3 -ne 3 ]',
      '[ 3 -gt 4 ]',
      '?y',
    ]);
  });

  test('words are cut where the script says', () => {
    assert.deepEqual(commands("IFS=,; P=21,22; x $P; IFS=$'\\n'; L='a b'; x $L"), ['x !21,22', 'x !<a b>']);
    assert.deepEqual(commands('IFS=$1; P=21,22; x $P "$P" $Q'), ['x !21,22 21,22 !$Q']);
    assert.deepEqual(commands('IFS=, read A B; P="1 2"; x $P'), ['x 1 2']);
  });
});

describe('commands that run others', () => {
  test('a text that a shell reads', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['P=21; sudo bash -c "x $P; y"', 'bash -c <x 21; y> | x 21 | y'],
      [
        `sh -c 'for p in "$@"; do x $p; done' sh 1 2`,
        `sh -c <for p in "$@"; do x $p; done> sh 1 2 | x 1 | x 2`,
      ],
      ['C="x 1"; eval "$C"; eval x "2 3"', 'eval <x 1> | x 1 | eval x <2 3> | x 2 3'],
      ['eval "$(other)"', 'eval !$(other) | !$(other)'],
      ['echo "x 1" | sh; sudo bash <<E\nx 2\nE', 'echo <x 1> | sh | x 1 | bash | x 2'],
      ['for p in 1 2; do echo "x $p"; done | sh', 'echo <x 1> | echo <x 2> | sh | x 1 | x 2'],
      ['su - root -c "x 1"', 'su - root -c <x 1> | x 1'],
      ['ssh host "x 1"', 'ssh host <x 1>'],
      ['x() { command x -w "$@"; }; x 1', 'x -w 1'],
    ];
    for (const [text, expected] of forms)
      assert.equal(commands(text.replaceAll('\\n', '\n')).join(' | '), expected, text);
    const text = `P=21\nsudo bash -c '\n  iptables --dport 3001:3100\n'`;
    const inner = readShell(text)[1];
    assert.ok(inner);
    assert.equal(text.slice(inner.span.start, inner.span.end), 'iptables --dport 3001:3100');
    const range = inner.words[1];
    assert.ok(range);
    assert.equal(text.slice(range.span.start, range.span.end), '3001:3100');
  });

  test('a command that something else completes', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['seq 5 | xargs -n1 ipset add S', 'seq 5 | xargs -n1 ipset add S | ?ipset add S !$0'],
      ['xargs -I% iptables --dport %:9 < f', 'xargs -I% iptables --dport %:9 | ?iptables --dport !%:9 !$0'],
      [
        'parallel -j 4 ufw allow {} ::: 1 2',
        'parallel -j 4 ufw allow {} ::: 1 2 | ?ufw allow !{} ::: 1 2 !$0',
      ],
      ['find . -exec nft -f {} \\;', 'find . -exec nft -f {} ; | ?nft -f !{} ; !$0'],
      ['$SUDO ufw allow 21', '!$SUDO ufw allow 21 | ufw allow 21'],
      ['$REMOTE ufw allow 21', '!$REMOTE ufw allow 21'],
      ['retry 3 iptables -A X', 'retry 3 iptables -A X | ?iptables -A X'],
      ['apt install iptables ufw; echo ufw allow 21', 'apt install iptables ufw | echo ufw allow 21'],
    ];
    for (const [text, expected] of forms)
      assert.equal(commands(text.replaceAll('\\\\', '\\')).join(' | '), expected, text);
  });

  test('another file', () => {
    const elsewhere = (text: string): readonly string[] =>
      readShell(text).flatMap((command) => command.elsewhere ?? []);
    assert.deepEqual(elsewhere('xargs -I {} sh -c "ipset add S {}"'), ['xargs']);
    assert.deepEqual(
      elsewhere('. ./rules.sh; bash -x /opt/open-ports.sh; ./fw.sh; run-parts /etc/firewall.d'),
      ['rules.sh', 'open-ports.sh', 'fw.sh', 'firewall.d'],
    );
    assert.deepEqual(elsewhere('. /etc/os-release; . /etc/firewall.conf; sh build.sh; awk x f | sh'), [
      'another command',
    ]);
  });

  test('grow no further', () => {
    assert.ok(readShell(`eval '${'eval x;'.repeat(5000)}'`).length <= 10_001);
    assert.ok(readShell('f() { eval "f; f"; }; f').length <= 10_001);
    assert.ok(readShell(`${'eval '.repeat(3000)}x`).length < 100);
  });
});

describe('questions about tools', () => {
  test('what is done with a tool that is there counts', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      [
        'if command -v ufw; then ufw allow 21; x; else iptables -F; fi',
        'ufw | ufw allow 21 | ?x | ?iptables -F',
      ],
      [
        'if which nft; then nft a; elif [ -x /sbin/iptables ]; then iptables -F; fi',
        'which nft | nft a | [ -x /sbin/iptables ] | iptables -F',
      ],
      ['which ufw && ufw allow 1 && ufw allow 2', 'which ufw | ufw allow 1 | ufw allow 2'],
      [
        'if systemctl is-active --quiet firewalld; then firewall-cmd x; fi',
        'systemctl is-active --quiet firewalld | firewall-cmd x',
      ],
      ['if ufw status | grep -q active; then ufw allow 1; fi', 'ufw status | grep -q active | ufw allow 1'],
      [
        'if ufw status | grep -q inactive; then ufw disable; fi',
        'ufw status | grep -q inactive | ?ufw disable',
      ],
      ['if ! command -v ufw; then ufw x; fi', 'ufw | ?ufw x'],
      ['if command -v ufw; then if y; then ufw x; fi; fi', 'ufw | ?y | ?ufw x'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });

  test('a rule that is looked for in a list is there in the end', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['iptables -nL | grep -q 21 || iptables -A X', 'iptables -nL | grep -q 21 | iptables -A X'],
      ['if ! iptables -S | grep -q 21; then iptables -A X; fi', 'iptables -S | grep -q 21 | iptables -A X'],
      ['iptables -C X && return; iptables -A X', 'iptables -C X | iptables -A X'],
      ['iptables -C X && echo old || iptables -A X', 'iptables -C X | iptables -A X'],
      ['iptables -S | grep -q 21 && exit 0; iptables -A X', 'iptables -S | grep -q 21 | iptables -A X'],
      ['if iptables -S | grep -q 21; then iptables -D X; fi', 'iptables -S | grep -q 21 | ?iptables -D X'],
      ['nft list ruleset | grep -q f || ufw allow 1', 'nft list ruleset | grep -q f | ?ufw allow 1'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });
});

describe('hostile texts', () => {
  const shapes = [
    '((',
    'eval ',
    'eval "',
    'xargs ',
    'sh -c ',
    '| sh ',
    '(',
    '$(',
    '${',
    '"$(',
    '`',
    '<<a ',
    '<<E\n',
    'if ',
    'f(){ ',
    'a && ',
    'case x in ',
    '{ ',
    '$((',
    "'",
    '\\',
    '>(',
    'x=(',
    '[[ ',
    'for a in ',
  ];

  test('of one shape, many times', () => {
    for (const shape of shapes) assert.ok(Array.isArray(readShell(shape.repeat(5000))), shape);
  });

  test('that would grow', () => {
    const doubled = `a=x;${'a=$a$a;'.repeat(500)}${'x $a;'.repeat(20_000)}`;
    assert.ok(readShell(doubled).length <= 10_001);
    assert.ok(readShell(`case a in ${'a) x;& '.repeat(30_000)} esac`).length <= 10_001);
    const loops = `${'for a in 1 2 3 4 5 6 7 8 9; do '.repeat(20)}x${'; done'.repeat(20)}`;
    assert.equal(readShell(loops).at(-1)?.elsewhere, 'more commands than are read');
    assert.ok(readShell('f() { for i in a b c d; do f; done; x; }; f').length <= 10_001);
  });

  test('at random', (t) => {
    const seed = seedOfRun();
    t.diagnostic(`SEED=${seed}`);
    const random = new Random(seed);
    const pieces = [
      ...shapes,
      'iptables -A INPUT ',
      ';',
      '\n',
      ')',
      '}',
      'done',
      'fi',
      'esac',
      ' do ',
      ' then ',
      '$x',
      '${x:-1}',
      'x=1 ',
      '"',
      ';;',
      '|',
      '\0',
      'ü',
      '\r\n',
    ];
    for (let round = 0; round < 2000; round++) {
      const text = random.word(pieces, random.between(1, 60));
      for (const { words, span } of readShell(text)) {
        for (const each of [span, ...words.map((word) => word.span)]) {
          assert.ok(
            each.start >= 0 && each.start <= each.end && each.end <= text.length,
            JSON.stringify(text),
          );
        }
      }
    }
  });
});
