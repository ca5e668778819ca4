import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { Random } from '../../oracle/random.js';
import { checkForm, mentioned, shown, unread, withAdded } from '../reading-text.js';

const IMAGE = 'Dockerfile';
const SCRIPT = 'run.sh';

/** A Dockerfile, and what it declares. */
const IMAGES: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ['one port', 'FROM alpine\nEXPOSE 21\n', ['declare EXPOSE: 21 open, else rejected']],
  [
    'ports, ranges and protocols',
    'FROM alpine\nEXPOSE 20 21/tcp 21100-21110 21200-21210/TCP 53/udp\n',
    ['declare EXPOSE: 20 open, 21 open, 21100-21110 open, 21200-21210 open, else rejected'],
  ],
  [
    'several lines',
    'FROM x\nEXPOSE 21\nRUN true\nexpose "990"\n',
    ['declare EXPOSE: 21 open, 990 open, else rejected'],
  ],
  [
    'a continued line with a comment inside',
    'FROM x\nEXPOSE 21 \\\n  # passive\n\n  21100-21110\n',
    ['declare EXPOSE: 21 open, 21100-21110 open, else rejected'],
  ],
  [
    'another escape character',
    '# escape=`\nFROM x\nEXPOSE 21 `\n  990\n',
    ['declare EXPOSE: 21 open, 990 open, else rejected'],
  ],
  [
    'arguments and environment',
    'ARG TOP=1\nFROM x\nARG MIN=21100\nENV MAX=21110 OTHER="990"\nENV OLD 20\nEXPOSE $MIN-${MAX} ${OTHER} $OLD ${NEW:-21}\n',
    ['declare EXPOSE: 20 open, 21 open, 990 open, 21100-21110 open, else rejected'],
  ],
  [
    'an argument that is not set',
    'FROM x\nARG PORT\nEXPOSE 21 ${PORT}\n',
    ['declare EXPOSE: 21 open, else unknown (the variable ${PORT})'],
  ],
  [
    'an argument with a default in its place',
    'FROM x\nARG PORT\nEXPOSE ${PORT:-21}\n',
    ['declare EXPOSE: 21 open, else rejected'],
  ],
  [
    'arguments in front of the first stage count where they are repeated',
    'ARG P=21\nARG Q=22\nFROM x\nARG P\nEXPOSE $P $Q\n',
    ['declare EXPOSE: 21 open, else unknown (the variable $Q)'],
  ],
  [
    'stages that build upon each other',
    'FROM alpine AS base\nENV P=20\nEXPOSE 21\nFROM base\nEXPOSE $P 990\n',
    ['declare EXPOSE: 20 open, 21 open, 990 open, else rejected'],
  ],
  [
    'stages that do not',
    'FROM golang AS build\nEXPOSE 80\nFROM alpine\nEXPOSE 21\n',
    ['declare EXPOSE of stage build: 80 open, else rejected', 'declare EXPOSE: 21 open, else rejected'],
  ],
  [
    'the ports of the stage below',
    'FROM --platform=x a as base\nEXPOSE 21\nFROM base\n',
    ['declare EXPOSE: 21 open, else rejected'],
  ],
  [
    'a here-document is no instruction',
    'FROM x\nRUN <<EOF cat <<-"END"\nEXPOSE 1\nEOF\nEXPOSE 2\n\tEND\nEXPOSE 21\n',
    ['declare EXPOSE: 21 open, else rejected'],
  ],
  ['nothing', 'FROM x\nRUN echo EXPOSE 21\n# EXPOSE 21\n', []],
  ['no ports', 'FROM x\nEXPOSE ftp 0 70000 21-20 21/ftp\n', []],
  ['a template', 'FROM x\nEXPOSE 21 {{ port }}\n', ['declare EXPOSE: 21 open, else rejected']],
];

describe('Dockerfile:', () => {
  for (const [name, text, expected] of IMAGES) {
    test(name, () => {
      assert.deepEqual(shown(IMAGE, text), expected);
      assert.deepEqual(shown(IMAGE, text.replaceAll('\n', '\r\n')), expected);
    });
  }

  test('places', () => {
    const text = 'FROM x\nEXPOSE 21 \\\n  21100-21110/tcp $P\n';
    assert.deepEqual(mentioned(IMAGE, text), ['21 exposes', '21100-21110/tcp exposes']);
    assert.deepEqual(unread(IMAGE, text), ['$P: the variable $P']);
    const at = readFirewallFile(IMAGE, text)?.witnesses[0]?.at;
    assert.equal(text.slice(at?.start, at?.end), 'EXPOSE');
  });

  test('a range is added to the last line', () => {
    const text = 'FROM x\nEXPOSE 20\nEXPOSE 21 # none\nCMD x\n';
    assert.equal(
      withAdded(IMAGE, 'FROM x\nEXPOSE 20 21\nCMD x\n', 21100, 21110),
      'FROM x\nEXPOSE 20 21 21100-21110\nCMD x\n',
    );
    assert.match(shown(IMAGE, withAdded(IMAGE, text, 21100, 21110))[0] ?? '', /21100-21110 open/);
  });

  for (const [path, kind] of [
    ['Dockerfile', 'dockerfile'],
    ['docker/Dockerfile.alpine', 'dockerfile'],
    ['ftp.dockerfile', 'dockerfile'],
    ['Containerfile', 'dockerfile'],
    ['Dockerfiles/readme', null],
    ['dockerfile-notes/x.md', null],
  ] as const) {
    test(`${path}: ${kind ?? 'none'}`, () => {
      assert.equal(firewallKindOf(path, 'FROM x\n'), kind);
    });
  }
});

/** A command line, and what it publishes. */
const COMMANDS: readonly (readonly [command: string, expected: string | null])[] = [
  [
    'docker run -d -p 21:21 -p 21100-21110:21100-21110 fauria/vsftpd',
    'container fauria/vsftpd: 21 open, 21100-21110 open, else rejected',
  ],
  ['sudo docker run --rm -it -p21:21 --name ftp x', 'container ftp: 21 open, else rejected'],
  ['docker container run --publish=21:21 --name=ftp x', 'container ftp: 21 open, else rejected'],
  ['/usr/bin/podman run --publish 2121:21 x', 'container x: 2121>21 open, else rejected'],
  ['docker run -dp 21:21 x -p 22:22', 'container x: 21 open, else rejected'],
  ['docker run -v /a:/b -e A=1 -p 21:21 --restart always x', 'container x: 21 open, else rejected'],
  [
    'docker run --privileged -p 127.0.0.1:21:21 x',
    'container x: 21 some (only from this machine), else rejected',
  ],
  ['docker run -p 203.0.113.5:21:21 x', 'container x at 203.0.113.5: 21 open, else rejected'],
  ['docker run -p 21:21/udp x', 'container x: 21 rejected (published for UDP only), else rejected'],
  [
    'docker run -p 21 x',
    'container x: 21 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
  ['docker run -P x', 'container x: 32768-60999 unknown (the engine picks the outer ports), else rejected'],
  ['docker run --network host x', 'container x: 1-65535 open'],
  ['docker run --net=host -p 21:21 x', 'container x: 1-65535 open'],
  ['docker create -p 21:21 x', 'container x: 21 open, else rejected'],
  ['docker -H tcp://h:1 --debug run -p 21:21 x', 'container x: 21 open, else rejected'],
  ['P=21; docker run -p "$P:$P" x', 'container x: 21 open, else rejected'],
  ['docker run -p "${P:-21}:21" x', 'container x: 21 open, else rejected'],
  ['docker run -p $P:21 x', 'container x: else unknown (the variable $P)'],
  ['docker run -p $(port):21 x', 'container x: else unknown (the output of a command)'],
  ['docker run $OPTIONS -p 21:21 x', 'container x: 21 open, else unknown (the variable $OPTIONS)'],
  ['docker run -p 21:21 $IMAGE', 'container: 21 open, else rejected'],
  ['docker run --pod ftp -p 21:21 x', 'container x: 21 open, else unknown (its pod may publish more)'],
  [
    'podman pod create --name ftp -p 21:21 -p 3000-3010:3000-3010',
    'pod ftp: 21 open, 3000-3010 open, else rejected',
  ],
  [
    'docker service create --name ftp --publish published=21,target=21,mode=host x',
    'service ftp: 21 open, else rejected',
  ],
  [
    'docker service create --publish published=3000-3010,target=3000-3010 x',
    'service x: 3000-3010 rejected (the engine refuses it: this form takes one port), else rejected',
  ],
  ['docker service create -p 3000-3010:3000-3010 x', 'service x: 3000-3010 open, else rejected'],
  ['for p in 21 990; do docker run -p $p:$p x; done', 'container x: 21 open, else rejected'],
  ['docker ps -p 21:21', null],
  ['docker run x', null],
  ['docker exec x -p 21:21', null],
  ['docker run -p', null],
  ['docker', null],
  ['docker run --', null],
];

describe('a container command:', () => {
  for (const [command, expected] of COMMANDS) {
    test(command, () => {
      const [first = null] = shown(SCRIPT, `${command}\n`);
      assert.equal(first, expected === null ? null : `forward ${expected}`);
    });
  }

  test('places, over several lines', () => {
    const text =
      '#!/bin/sh\ndocker run -d \\\n  --name ftp \\\n  -p "21:21" \\\n  --publish=990:990 \\\n  x\n';
    assert.deepEqual(mentioned(SCRIPT, text), ['21:21 publishes', '990:990 publishes']);
    const at = readFirewallFile(SCRIPT, text)?.witnesses[0]?.at;
    assert.equal(text.slice(at?.start, at?.end), 'docker run');
    assert.ok(
      withAdded(SCRIPT, text, 3000, 3010).includes('--publish=990:990 --publish=3000-3010:3000-3010 \\\n'),
    );
    assert.match(shown(SCRIPT, withAdded(SCRIPT, text, 3000, 3010))[0] ?? '', /3000-3010 open/);
    assert.match(withAdded(SCRIPT, 'docker run -p 21:21 x\n', 5, 5), /-p 21:21 -p 5:5 x/);
    assert.match(withAdded(SCRIPT, 'docker run -p21:21 x\n', 5, 5), /-p21:21 -p 5:5 x/);
  });
});

test('anything is read without harm', () => {
  const random = new Random(20_260_402);
  const image = IMAGES.map(([, text]) => text).join('');
  const script = COMMANDS.map(([command]) => `${command}\n`).join('');
  for (const [path, base] of [
    [IMAGE, image],
    [SCRIPT, script],
  ] as const) {
    const pieces = [
      ...base.split(/(\s+|[:"=-])/).filter(Boolean),
      '\\\n',
      '<<EOF',
      '${',
      '\0',
      '\u{1f600}',
      '"',
    ];
    for (let round = 0; round < 300; round++) {
      let text = base;
      for (let i = random.between(1, 6); i > 0; i--) {
        const at = random.between(0, text.length);
        text =
          text.slice(0, at) +
          random.word(pieces, random.between(0, 4)) +
          text.slice(at + random.between(0, 8));
      }
      const found = readFirewallFile(path, text);
      assert.ok(found);
      checkForm(text, found);
    }
  }
});

test('hostile sizes', () => {
  for (const piece of [
    '\\\n',
    'RUN <<A\nA\n',
    'EXPOSE 1-65535\n',
    '1 ',
    '${A:-',
    '#\n',
    'FROM x\nEXPOSE 1\n',
    'FROM a as a\n',
  ]) {
    const text = `FROM x\nEXPOSE ${piece.repeat(300_000 / piece.length)}`;
    const found = readFirewallFile(IMAGE, text);
    assert.ok(found);
    checkForm(text, found);
  }
});
