import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShell } from '../../../core/shell/shell.js';
import { Random, seedOfRun } from '../../oracle/random.js';

/**
 * Commands as the shell would run them: `?` in front of what may not be run, `!` before words that are not known;
 * `<...>` for what is not read and may change rules.
 */
function commands(text: string): readonly string[] {
  return readShell(text).map(({ name, nameKnown, words, conditional, elsewhere }) => {
    if (elsewhere !== undefined) return `<${elsewhere}>`;
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
    assert.deepEqual(commands('A=21; A+=,22; x $A; L=(20 21); L+=(3000:3100); x "${L[@]}" $L'), [
      'x 21,22',
      'x !${L[@]} !$L',
    ]);
    assert.deepEqual(commands('IPT=$(which iptables); $IPT -F; N=`command -v nft`; $N x'), [
      'iptables -F',
      'nft x',
    ]);
  });

  test('are not known where something else sets them', () => {
    assert.deepEqual(commands('x $A "${B}" $(date) $((1+1)) `id` ${C%x} $1'), [
      'x !$A !$B !$(date) 2 !`id` !${C%x} !$1',
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

  test('have defaults where they are not set', () => {
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
    assert.deepEqual(commands('for p in $UNKNOWN 21; do x $p; done; x $p'), ['x !$p']);
    assert.deepEqual(commands('for p in 1 2; do y && continue; x $p; done; z'), [
      'y',
      '?x 1',
      '?y',
      '?x 2',
      '?z',
    ]);
  });

  test('what is run it is not known how often, or with what, may change any rule', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['for p in $(seq 1 3); do ufw allow $p; done', '<ufw>'],
      ['for (( p = 1; p<=9; p += 2 )); do iptables -A I --dport $p; done; x', '<iptables> | x'],
      ['while read p; do $X -A I --dport $p; done < ports; x', '<$X> | x'],
      ['I=iptables; until y; do $I -A I; z; done', '<iptables>'],
      ['i=1; while [ $i -le 9 ]; do x $i; i=$((i+1)); done; y $i', 'y !$i'],
      ['for p in $L; do for q in 1 2; do x $q; done; done; for q in 1 2; do y $q; done', 'y 1 | y 2'],
      ['case "$X" in a|b) ufw allow 1;; *) y;; esac; x', '<ufw> | x'],
      ['X=b; case $X in a) A=1;; b) y;& esac; x $A', 'x !$A'],
      ['( ufw allow 1; exit 1 ); x', '<ufw> | x'],
      [`for p in ${'1 '.repeat(201)}; do nft add $p; done; x $p`, '<nft> | x !$p'],
      ['x 300{1,2} {21..23}/tcp a{b,c}{1..2}', 'x !300{1,2} !{21..23}/tcp !a{b,c}{1..2}'],
      ['x "{1,2}" \'{1..2}\' {1} {}', 'x {1,2} {1..2} {1} {}'],
      ['x {01..10} {$A,$B}', 'x !{01..10} !{$A,$B}'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });

  test('branches are conditional, unless what they ask for is taken to be there', () => {
    assert.deepEqual(commands('if [ -x /a ]; then x; elif true; then y; else z; fi'), [
      '[ -x /a ]',
      '?x',
      'true',
      '?y',
      '?z',
    ]);
    assert.deepEqual(commands('M=nft; if [ "$M" = nft ]; then x; else y; fi; [ -n "$M" ] && z'), [
      '[ nft = nft ]',
      '?x',
      '?y',
      '[ -n nft ]',
      '?z',
    ]);
    assert.deepEqual(commands('if apt-get -y install vsftpd; then ufw allow 21; else x; fi'), [
      'apt-get -y install vsftpd',
      'ufw allow 21',
      '?x',
    ]);
    assert.deepEqual(commands('if ! apt-get install vsftpd; then x; exit 1; fi; y'), [
      'apt-get install vsftpd',
      '?x',
      'y',
    ]);
    assert.deepEqual(commands('test -f f || exit 1; x'), ['test -f f', 'x']);
    assert.deepEqual(commands('exit 0; x'), []);
    assert.deepEqual(commands('if [ "$1" = stop ]; then iptables -F; exit; fi\nx'), [
      '[ !$1 = stop ]',
      '?iptables -F',
      'x',
    ]);
  });

  test('a function that is called may do anything that one of them does', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['open() { iptables --dport $1; }\nx; open 21; y', 'x | open 21 | <open> | y'],
      ['function open {\n $IPT -A I; }\nIPT=iptables\nopen', 'open | <open>'],
      ['main() { rules; }; rules() { ufw allow 1; }; main', 'main | <main>'],
      ['start() { x; }\nstop() { iptables -F; }\ncase $1 in start) start;; esac; y', '<start> | y'],
      ['log() { echo "$*"; }; log 1; x', 'log 1 | x'],
      ['run() { "$@"; }; run ufw allow 1', 'run ufw allow 1 | <run>'],
      ['f() { P=2; }; P=1; x $P; f; x $P', 'x 1 | f | x !$P'],
      ['P=1; f() { local P=2; }; x $P', 'x !$P'],
      ['f() ( ufw allow 1 ); x; f', 'x | f | <f>'],
      ['f() { ufw allow 1; }; "$ACTION"; x', '!$ACTION | <$ACTION> | x'],
      ['f() { f; x; }; f', 'f'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });

  test('a rule that is added where it is missing is there in the end', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['iptables -C I -j X 2>/dev/null || iptables -A I', 'iptables -C I -j X | iptables -A I'],
      ['if ! iptables -C I; then iptables -A I; fi', 'iptables -C I | iptables -A I'],
      ['if iptables -C I; then x; else iptables -A I; fi', 'iptables -C I | ?x | iptables -A I'],
      ['grep -q x f || iptables -A I -j X', 'grep -q x f | ?iptables -A I -j X'],
      ['iptables -nL | grep -q 21 || iptables -A X', 'iptables -nL | grep -q 21 | iptables -A X'],
      ['if ! iptables -S | grep -q 21; then iptables -A X; fi', 'iptables -S | grep -q 21 | iptables -A X'],
      ['iptables -C X && return; iptables -A X', 'iptables -C X | iptables -A X'],
      ['iptables -S | grep -q 21 && exit 0; iptables -A X', 'iptables -S | grep -q 21 | iptables -A X'],
      ['if iptables -S | grep -q 21; then iptables -D X; fi', 'iptables -S | grep -q 21 | ?iptables -D X'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
  });

  test('what is done with a tool that is there counts', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['if command -v ufw; then ufw allow 21; else iptables -F; fi', 'ufw | ufw allow 21 | ?iptables -F'],
      [
        'if which nft; then nft a; elif [ -x /sbin/iptables ]; then iptables -F; fi',
        'which nft | nft a | [ -x /sbin/iptables ] | ?iptables -F',
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
      ['if command -v ufw; then if y; then ufw x; fi; fi', 'ufw | y | ?ufw x'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
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
    assert.deepEqual(inputs, ['cat x', 'a ?', 'b ?', 'c /f', 'd t', 'f ?']);
  });
});

describe('what is not known', () => {
  test('sums, and what counts on', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['A=40000; x $A:$((A+100)) "$(( $A + 2 ))"', 'x 40000:40100 40002'],
      ['x $((U+1)) $((1/0)) $((010)) $((1<<3))', 'x !$((U+1)) !$((1/0)) !$((010)) !$((1<<3))'],
      ['A=1; B=$((A+1)); x $B', 'x 2'],
      ['A=1; x $((A++)); x $A', 'x !$((A++)) | x !$A'],
      ['A=1; ((A++)); x $A', 'x !$A'],
      ['A=1; ((A > 0)) && x $A', '?x 1'],
      ['A=1; let A+=2; x $A', 'x !$A'],
      ['A=1; printf -v A %s 2; x $A', 'x !$A'],
      ['i=1; until [ $i -gt 9 ]; do let i++; done; x $i', 'x !$i'],
      ['i=1; for ((;i<5;i++)); do y; done; x $i', 'x !$i'],
      ['set -- 1 2; x $1', 'set -- 1 2 | x !$1'],
      ['P=1; ( P=2; exit 1 ); x $P', 'x !$P'],
      ['p=1; n() { p=$((p+1)); }; while y; do n; done; x $p', 'x !$p'],
      ['((m = 1 << 3)); x 1\n3))\nx 2', 'x 1 | 3 | x 2'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
    const deep = `x $((${'('.repeat(100)}1${')'.repeat(100)}))`;
    assert.equal(readShell(deep)[0]?.words[0]?.known, false);
  });

  test('words are cut where the script says', () => {
    assert.deepEqual(commands("IFS=,; P=21,22; x $P; IFS=$'\\n'; L='a b'; x $L"), ['x !21,22', 'x !<a b>']);
    assert.deepEqual(commands('IFS=$1; P=21,22; x $P "$P" $Q'), ['x !21,22 21,22 !$Q']);
    assert.deepEqual(commands('IFS=, read A B; P="1 2"; x $P'), ['x 1 2']);
  });
});

describe('commands that run others', () => {
  test('change rules that are not known, where they name a command that does', () => {
    const forms: readonly (readonly [text: string, expected: string])[] = [
      ['P=21; sudo bash -c "x $P; ufw allow $P"', 'bash -c <x 21; ufw allow 21> | <bash>'],
      ['C="nft add 1"; eval "$C"; eval x "2 3"', 'eval <nft add 1> | <eval> | eval x <2 3>'],
      [
        'echo "x 1" | sh; sudo bash <<E\nx 2\nE',
        'echo <x 1> | sh | <another command> | bash | <another command>',
      ],
      ['su - root -c "iptables -t nat -F"', 'su - root -c <iptables -t nat -F> | <su>'],
      ['ssh host "ufw allow 1"', 'ssh host <ufw allow 1>'],
      ['seq 5 | xargs -n1 ipset add S', 'seq 5 | xargs -n1 ipset add S | <xargs>'],
      ['parallel -j 4 ufw allow {} ::: 1 2', 'parallel -j 4 ufw allow {} ::: 1 2 | <parallel>'],
      ['find . -exec nft -f {} \\;', 'find . -exec nft -f {} ; | <find>'],
      ['$SUDO ufw allow 21', 'ufw allow 21'],
      ['$REMOTE ufw allow 21', '!$REMOTE ufw allow 21 | <$REMOTE>'],
      ['retry 3 iptables -w -A X', 'retry 3 iptables -w -A X | <retry>'],
      ['apt install iptables ufw; echo ufw allow 21', 'apt install iptables ufw | echo ufw allow 21'],
    ];
    for (const [text, expected] of forms) assert.equal(commands(text).join(' | '), expected, text);
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
    const before = performance.now();
    assert.equal(readShell(loops).at(-1)?.elsewhere, 'more commands than are read');
    assert.ok(performance.now() - before < 60_000, 'nested loops end soon');
    const words = '1 '.repeat(200);
    const large = `for a in ${words}; do for b in ${words}; do x <<E\n${'y\n'.repeat(200_000)}E\ndone; done`;
    assert.equal(readShell(large).at(-1)?.elsewhere, 'more commands than are read');
    assert.ok(performance.now() - before < 60_000, 'large loops end');
    assert.ok(readShell('f() { for i in a b c d; do f; done; x; }; f').length <= 10_001);
  });

  test('a long script takes time in proportion', () => {
    const script = (lines: number): string =>
      'if command -v iptables; then P=$P1; iptables -A INPUT -p tcp --dport "$P" -j ACCEPT; fi\n'.repeat(
        lines / 4,
      );
    const time = (lines: number): number => {
      const text = script(lines);
      const before = performance.now();
      readShell(text);
      return performance.now() - before;
    };
    time(10_000);
    const [short, long] = [Math.min(time(2000), time(2000)), Math.min(time(10_000), time(10_000))];
    assert.ok(long < 25 * short + 50, `${short} ms for 2,000 commands, ${long} ms for 10,000`);
    const plain = readShell('iptables -A INPUT -p tcp --dport 21 -j ACCEPT\n'.repeat(10_000));
    assert.equal(plain.length, 10_000);
    assert.ok(plain.every(({ elsewhere }) => elsewhere === undefined));
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
