import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ConfigModel,
  build,
  readConfig,
  settingChanges,
  sourceFromText,
} from '../../../core/config/index.js';
import type { PortFix, PortMismatch } from '../../../core/firewall/index.js';
import { partsOf } from '../../../core/firewall/index.js';
import { arrange, readArranged, type ArrangedFile } from '../../../core/firewall/formats/together.js';
import { portMismatches } from '../../../core/verdict/port-agreement.js';
import { Random } from '../../oracle/random.js';
import { checkForm, witnessText } from '../reading-text.js';

/** Texts by path; null for a file that is there and cannot be read. */
type Files = Readonly<Record<string, string | null>>;

const CONFIG = 'listen=YES\npasv_address=198.51.100.20\npasv_min_port=21100\npasv_max_port=21110\n';

function read(files: Files): readonly ArrangedFile[] {
  const placed = Object.entries(files).map(([path, text]) => ({ path, text }));
  const found = arrange(placed).flatMap((one) => readArranged(one) ?? []);
  for (const { text, reading } of found) checkForm(text, reading);
  return found;
}

function found(files: Files, config = CONFIG): readonly PortMismatch[] {
  const model = new ConfigModel(readConfig(sourceFromText(config)), build('upstream-3.0.3'));
  return portMismatches(model, read(files)).map(({ mismatch }) => mismatch);
}

function ids(files: Files, config = CONFIG): readonly string[] {
  return found(files, config).map(({ id }) => id);
}

/** The files and the config after a fix. */
function applied(files: Files, { edits, settings }: PortFix): readonly [Files, string] {
  const lines = CONFIG.split('\n');
  for (const { line, start, end, newText } of settingChanges(CONFIG, settings ?? {})) {
    const before = lines[line] ?? '';
    lines[line] = before.slice(0, start) + newText + before.slice(end);
  }
  const changed = Object.entries(files).map(([path, text]) => {
    const own = edits.filter((edit) => edit.path === path).sort((a, b) => b.at.start - a.at.start);
    const after = own.reduce(
      (all, { at, newText }) => all.slice(0, at.start) + newText + all.slice(at.end),
      text ?? '',
    );
    return [path, after] as const;
  });
  return [Object.fromEntries(changed), lines.join('\n')];
}

function mended(files: Files, fix: PortFix): Files {
  const [changed, config] = applied(files, fix);
  assert.deepEqual(ids(changed, config), []);
  return changed;
}

const ftp = (...ports: readonly string[]): string =>
  `services:\n  ftp:\n    image: x/vsftpd\n    ports:\n${ports.map((port) => `      - "${port}"\n`).join('')}`;
const more = (...ports: readonly string[]): string => ftp(...ports).replace('    image: x/vsftpd\n', '');
const VARIABLE = '${PASV_MIN:-21000}-${PASV_MAX:-21010}:${PASV_MIN:-21000}-${PASV_MAX:-21010}';

describe('a .env beside a Compose file', () => {
  const files = { '/w/compose.yaml': ftp('21:21', VARIABLE) };

  test('its values count, and the defaults where it has none', () => {
    assert.deepEqual(ids(files), ['forward-missing']);
    assert.deepEqual(ids({ ...files, '/w/.env': 'PASV_MIN=21100\nPASV_MAX=21110\n' }), []);
    assert.deepEqual(ids({ ...files, '/w/.env': 'OTHER=1\n' }), ['forward-missing']);
    const [part] = found({ ...files, '/w/.env': 'PASV_MIN=21100\nPASV_MAX=21105\n' });
    assert.deepEqual(part?.ports, [{ low: 21106, high: 21110 }]);
    assert.match(part.message, /compose\.yaml:6/);
  });

  test('files elsewhere do not count', () => {
    for (const path of ['/.env', '/w/env', '/w/deploy/.env', '/w/ftp.env', '/w/.env.local'])
      assert.deepEqual(ids({ ...files, [path]: 'PASV_MIN=21100\nPASV_MAX=21110\n' }), ['forward-missing']);
  });

  test('what it leaves open is unknown', () => {
    for (const env of ['PASV_MIN\nPASV_MAX', 'PASV_MIN=$X\nPASV_MAX=21110', 'what is this', null])
      assert.deepEqual(ids({ ...files, '/w/.env': env }), []);
  });

  test('env_file of a service is for the container', () => {
    const text = ftp('21:21', VARIABLE).replace('    ports:', '    env_file: .values\n    ports:');
    const other = { '/w/compose.yaml': text, '/w/.values': 'PASV_MIN=21100\nPASV_MAX=21110\n' };
    assert.deepEqual(ids(other), ['forward-missing']);
  });

  test('a fix leaves the variables alone and adds a line', () => {
    const all = { ...files, '/w/.env': 'PASV_MIN=21100\nPASV_MAX=21105\n' };
    const fixes = found(all)[0]?.fixes ?? [];
    const [added] = fixes;
    assert.ok(added);
    assert.ok(fixes.every(({ edits }) => edits.every(({ path }) => path === '/w/compose.yaml')));
    const after = mended(all, added)['/w/compose.yaml'];
    assert.ok(after?.includes(VARIABLE) && after.includes('"21106-21110:21106-21110"'));
  });

  test('a default that is not used is not rewritten', () => {
    const text = ftp('21:21', '${P:-21100-21105}:${P:-21100-21105}');
    const all = { '/w/compose.yaml': text, '/w/.env': 'P=21100-21105\n' };
    const [added] = found(all)[0]?.fixes ?? [];
    assert.ok(added && mended(all, added)['/w/compose.yaml']?.includes('${P:-21100-21105}'));
  });

  test('no value is repeated, whatever it is put into', () => {
    const secret = 'hunter2';
    for (const port of ['${S}:21', '21:${S}', '21:21/${S}', '${S}', '${S}:21:21', '${S}:21-22:21-22'])
      for (const value of [secret, `127.0.0.1 ${secret}`, `21/${secret}`, `203.0.113.77`]) {
        const all = {
          '/w/compose.yaml': ftp('21:21', port, '21100-21105:21100-21105'),
          '/w/.env': `S=${value}`,
        };
        const shown = JSON.stringify([read(all), found(all)]);
        assert.ok(!shown.includes(secret) && !shown.includes('203.0.113.77'), `${port} ${value}`);
      }
  });

  test('an address out of it is not advised', () => {
    const text = ftp('${OUTER}:21:21', '${OUTER}:21100-21110:21100-21110');
    const all = { '/w/compose.yaml': text, '/w/.env': 'OUTER=203.0.113.77' };
    const shown = JSON.stringify(found(all, CONFIG.replace(/pasv_address.*\n/, '')));
    assert.match(shown, /forward-address-missing/);
    assert.ok(!shown.includes('203.0.113.77'));
  });

  test('the range that the image is given', () => {
    const text = ftp('21:21', VARIABLE).replace(
      '    ports:',
      '    environment:\n      PASV_MIN_PORT: ${PASV_MIN:-21100}\n      PASV_MAX_PORT: ${PASV_MAX:-21110}\n    ports:',
    );
    const env = (low: number): string => `PASV_MIN=${low}\nPASV_MAX=${low + 10}\n`;
    // The image is told other ports than the file has, so the file does not count.
    assert.deepEqual(ids({ '/w/compose.yaml': text, '/w/.env': env(30_000) }), []);
    assert.deepEqual(ids({ '/w/compose.yaml': text, '/w/.env': env(21_100) }), []);
    const short = text.replace(VARIABLE, '21100-21105:21100-21105');
    assert.deepEqual(ids({ '/w/compose.yaml': short, '/w/.env': env(21_100) }), ['forward-missing']);
    assert.deepEqual(ids({ '/w/compose.yaml': short, '/w/.env': env(30_000) }), []);
    const passed = short.replace(/ {4}environment:\n.*\n.*\n/, '    env_file: .env\n');
    assert.deepEqual(ids({ '/w/compose.yaml': passed, '/w/.env': 'PASV_MIN_PORT=30000' }), []);
  });

  test('the address that the image is given', () => {
    const own = CONFIG.replace(/pasv_address.*\n/, '');
    const text = ftp('21:21', '21100-21110:21100-21110');
    const passed = text.replace('    ports:', '    env_file: .env\n    ports:');
    const env = { '/w/.env': 'PASV_ADDRESS=203.0.113.77\n' };
    assert.deepEqual(ids({ '/w/compose.yaml': text, ...env }, own), ['forward-address-missing']);
    assert.deepEqual(ids({ '/w/compose.yaml': passed, ...env }, own), []);
    assert.deepEqual(ids({ '/w/compose.yaml': passed, '/w/.env': '# PASV_ADDRESS=1' }, own), [
      'forward-address-missing',
    ]);
  });

  test('COMPOSE_FILE: other files may be read', () => {
    const short = { '/w/compose.yaml': ftp('21:21', '21100-21105:21100-21105') };
    assert.deepEqual(ids({ ...short, '/w/.env': 'COMPOSE_FILE=compose.yaml:x.yaml' }), []);
    assert.deepEqual(ids({ ...short, '/w/.env': 'COMPOSE_FILE=./compose.yaml' }), ['forward-missing']);
    const pair = { ...short, '/w/compose.override.yaml': more('21106-21110:21106-21110') };
    assert.deepEqual(ids({ ...pair, '/w/.env': 'COMPOSE_FILE=compose.yaml' }), ['forward-missing']);
  });
});

describe('an override of a Compose file', () => {
  const base = ftp('21:21', '21100-21105:21100-21105');

  test('adds its ports, under any pair of names', () => {
    for (const [one, other] of [
      ['compose.yaml', 'compose.override.yaml'],
      ['compose.yml', 'compose.override.yaml'],
      ['docker-compose.yml', 'docker-compose.override.yaml'],
      ['docker-compose.yaml', 'compose.override.yml'],
    ]) {
      const files = { [`/w/${one}`]: base, [`/w/${other}`]: more('21106-21110:21106-21110') };
      assert.deepEqual(ids(files), [], one);
      assert.equal(read(files).length, 1, one);
    }
    const apart = { '/w/compose.yaml': base, '/x/compose.override.yaml': more('21106-21110:21106-21110') };
    assert.deepEqual(ids(apart), ['forward-missing']);
  });

  test('what is missing is shown in the file whose line it is, and mended there', () => {
    const files = {
      '/w/compose.yaml': ftp('21:21'),
      '/w/compose.override.yaml': `# more\n${more('21100-21105:21100-21105')}`,
    };
    const [mismatch, ...others] = found(files);
    assert.deepEqual(others, []);
    assert.equal(mismatch?.path, '/w/compose.override.yaml');
    assert.match(mismatch.message, /21106-21110 .*compose\.override\.yaml:5\./);
    const { start, end } = mismatch.at;
    assert.equal(files['/w/compose.override.yaml'].slice(start, end), '"21100-21105:21100-21105"');
    const [widened] = mismatch.fixes;
    assert.ok(widened);
    const after = mended(files, widened);
    assert.equal(after['/w/compose.yaml'], files['/w/compose.yaml']);
    assert.match(after['/w/compose.override.yaml'] ?? '', /"21100-21110:21100-21110"/);
  });

  test('what has no line yet goes into the base', () => {
    const files = { '/w/compose.yaml': ftp('21:21'), '/w/compose.override.yaml': more('8080:80') };
    const [mismatch] = found(files);
    assert.equal(mismatch?.path, '/w/compose.yaml');
    const [added] = mismatch.fixes;
    assert.ok(added);
    const after = mended(files, added);
    assert.equal(after['/w/compose.override.yaml'], files['/w/compose.override.yaml']);
  });

  test('the line of a file without an end of line, and with a byte order mark', () => {
    const files = {
      '/w/compose.yaml': ftp('21:21').trimEnd(),
      '/w/compose.override.yaml': `\ufeff${more('21100-21105:21100-21105').trimEnd()}`,
    };
    const [mismatch] = found(files);
    assert.match(mismatch?.message ?? '', /compose\.override\.yaml:4/);
    for (const fix of mismatch?.fixes ?? []) mended(files, fix);
    const [whole] = read(files);
    assert.deepEqual(whole && partsOf(whole).map(({ text }) => text), Object.values(files));
  });

  const published = (override: string, one = base): string => {
    const [file] = read({ '/w/compose.yaml': one, '/w/compose.override.yaml': override });
    return file?.reading.witnesses.map(witnessText).join('; ') ?? '';
  };

  test('!override and !reset', () => {
    const replaced = more('22:22').replace('ports:', 'ports: !override');
    assert.equal(published(replaced), 'forward service ftp: 22 open, else rejected');
    assert.equal(published('services:\n  ftp:\n    ports: !reset []\n'), '');
    assert.equal(
      published('services:\n  ftp: !reset null\n  web: {ports: ["80:80"], image: x}\n').includes('ftp'),
      false,
    );
    assert.match(
      published('services:\n  ftp: !override\n    image: y\n    ports: ["22:22"]\n'),
      /^forward service ftp: 22 open, else rejected$/,
    );
  });

  test('the network of the host, given and taken back', () => {
    const host = 'services:\n  ftp:\n    network_mode: host\n';
    assert.equal(published(host), 'forward service ftp: 1-65535 open');
    const hosted = base.replace('    ports:', '    network_mode: host\n    ports:');
    assert.match(published('services:\n  ftp:\n    network_mode: !reset null\n', hosted), /: 21 open/);
    assert.match(published('services:\n  ftp:\n    network_mode: bridge\n', hosted), /: 21 open/);
    assert.match(published('services:\n  ftp:\n    network_mode: ${MODE}\n'), /else unknown/);
    assert.equal(
      published('services:\n  ftp:\n    network_mode: ${MODE:-host}\n'),
      'forward service ftp: 1-65535 open',
    );
  });

  test('a service that it has alone, and one of which a part is elsewhere', () => {
    const both = published(
      `${more('22:22').replace('ftp:', 'web:')}  own:\n    image: z\n    ports: ["80:80"]\n`,
    );
    assert.match(both, /service web: 22 open, else unknown \(the rest of the service is in another file\)/);
    assert.match(both, /service own: 80 open, else rejected/);
    const extending = more('22:22').replace(
      '    ports:',
      '    extends: {file: a.yaml, service: b}\n    ports:',
    );
    assert.match(published(extending), /else unknown \(it extends a service of another file\)/);
  });

  test('half of either file leaves the rest open', () => {
    for (const half of [
      'services:\n  ftp:\n    ports:\n      - "22:22\n',
      'services:\n  ftp: [\n',
      '"',
      '- [',
    ]) {
      assert.match(published(half), /21 open.*else unknown/, half);
    }
    for (const none of ['', '# nothing\n', 'services: {}\n', 'x: 1\n'])
      assert.match(published(none), /else rejected$/, none);
    assert.deepEqual(ids({ '/w/compose.yaml': `${base}  "`, '/w/compose.override.yaml': more('22:22') }), []);
  });

  test('two bases: versions take different ones, so the override may belong to either', () => {
    const files = {
      '/w/compose.yaml': base,
      '/w/docker-compose.yml': base,
      '/w/compose.override.yaml': more('21106-21110:21106-21110'),
    };
    assert.deepEqual(ids(files), []);
  });

  test('one that cannot be read may publish anything', () => {
    assert.deepEqual(ids({ '/w/compose.yaml': base, '/w/compose.override.yaml': null }), []);
  });
});

describe('files that are merged only when they are named', () => {
  const base = ftp('21:21', '21100-21105:21100-21105');

  test('what they publish for the same service may be published', () => {
    const files = { '/w/compose.yaml': base, '/w/compose.prod.yaml': more('21106-21110:21106-21110') };
    assert.deepEqual(ids(files), []);
    assert.deepEqual(ids({ ...files, '/w/compose.prod.yaml': more('21106-21108:21106-21108') }), [
      'forward-missing',
    ]);
    const [{ ports } = { ports: [] }] = found({
      ...files,
      '/w/compose.prod.yaml': more('21106-21108:21106-21108'),
    });
    assert.deepEqual(ports, [{ low: 21109, high: 21110 }]);
  });

  test('other services of theirs say nothing about this one', () => {
    const other = more('21106-21110:21106-21110').replace('ftp:', 'web:');
    assert.deepEqual(ids({ '/w/compose.yaml': base, '/w/compose.prod.yaml': other }), ['forward-missing']);
  });

  test('the network of the host, and variables', () => {
    const host = 'services:\n  ftp:\n    network_mode: host\n';
    assert.deepEqual(ids({ '/w/compose.yaml': base, '/w/compose.prod.yaml': host }), []);
    const open = more('${ANY}:21100');
    assert.deepEqual(ids({ '/w/compose.yaml': base, '/w/compose.prod.yaml': open }), []);
  });

  test('a variant with an image of its own is judged with what the base may add', () => {
    const files = {
      '/w/compose.yaml': ftp('21:21', '21100-21110:21100-21110'),
      '/w/compose.prod.yaml': base,
    };
    assert.deepEqual(ids(files), []);
  });
});

describe('any two files', () => {
  const seed = 20_260_512;
  const random = new Random(seed);
  const port = (): string => {
    const [low, size] = [random.between(21_095, 21_112), random.between(1, 12)];
    const range = `${low}-${low + size - 1}`;
    const host = random.pick(['', '', '', '127.0.0.1:', '203.0.113.5:', '${HOST}:']);
    return random.pick([
      '21:21',
      `${host}${range}:${range}`,
      '${LOW:-21100}-${HIGH:-21105}:${LOW:-21100}-${HIGH:-21105}',
      `\${RANGE:-${range}}:\${RANGE:-${range}}`,
      `${range}:${range}/udp`,
    ]);
  };
  const part = (): string => {
    const lines = Array.from({ length: random.between(0, 4) }, port).map((one) => `      - "${one}"\n`);
    const tag = random.pick(['', '', '', ' !override', ' !reset']);
    const image = random.chance(0.7) ? '    image: x/vsftpd\n' : '';
    const text = `services:\n  ftp:\n${image}    ports:${tag}\n${lines.join('')}`;
    return random.chance(0.1) ? text.slice(0, random.between(0, text.length)) : text;
  };
  const env = (): string =>
    random.pick(['', 'LOW=21100\nHIGH=21110\n', 'RANGE=21100-21104', 'HOST=198.51.100.20\n', 'LOW', 'x y']);

  test('every mismatch has its place, and every fix mends', () => {
    let fixes = 0;
    for (let round = 0; round < 400; round++) {
      const files: Files = {
        '/w/compose.yaml': part(),
        '/w/compose.override.yaml': part(),
        ...(random.chance(0.6) ? { '/w/.env': env() } : {}),
        ...(random.chance(0.3) ? { '/w/compose.prod.yaml': part() } : {}),
      };
      const about = `${seed} ${round} ${JSON.stringify(files)}`;
      for (const mismatch of found(files)) {
        const text = files[mismatch.path];
        assert.ok(text !== undefined && text !== null && !mismatch.path.endsWith('.env'), about);
        assert.ok(mismatch.at.start >= 0 && mismatch.at.end <= text.length, about);
        const line = text.slice(0, mismatch.at.start).split('\n').length;
        assert.ok(
          mismatch.message.includes(`${mismatch.path.slice(3)}:${line}`),
          `${mismatch.message} ${about}`,
        );
        for (const fix of mismatch.fixes) {
          fixes++;
          assert.ok(
            fix.edits.every(({ path }) => !path.endsWith('.env')),
            about,
          );
          const [changed, config] = applied(files, fix);
          const left = found(changed, config).filter(
            (one) => one.id === mismatch.id && one.path === mismatch.path && one.message === mismatch.message,
          );
          assert.deepEqual(left, [], `${fix.title} ${about}`);
        }
      }
    }
    assert.ok(fixes > 50, `${fixes}`);
  });

  test('hostile sizes', () => {
    const long = ftp(...Array.from({ length: 3000 }, (_, i) => `${i + 1}:${i + 1}`));
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`/w/compose.${i}.yaml`, long] as const),
    );
    read({ '/w/compose.yaml': long, '/w/compose.override.yaml': `${long}${'\n'.repeat(100_000)}`, ...files });
    read({ '/w/compose.yaml': long, '/w/.env': 'A='.repeat(90_000) });
  });
});

describe('direct rules of firewalld', () => {
  const zone = '<zone><port port="21" protocol="tcp"/><port port="21100-21105" protocol="tcp"/></zone>';
  const place = '/etc/firewalld/zones/public.xml';
  const beside = (direct: string | null): Files => ({ [place]: zone, '/etc/firewalld/direct.xml': direct });
  const rule = '<rule ipv="ipv4" table="filter" chain="INPUT" priority="0">-p tcp -j ACCEPT</rule>';

  test('what a zone does not let through may get through by them', () => {
    assert.deepEqual(ids({ [place]: zone }), ['firewall-range-missing']);
    assert.deepEqual(ids(beside(`<direct>${rule}</direct>`)), []);
    assert.deepEqual(ids(beside('<direct><passthrough ipv="ipv4">-N x</passthrough></direct>')), []);
  });

  test('a file without any changes nothing, and one that cannot be read may have some', () => {
    assert.deepEqual(ids(beside('<direct/>')), ['firewall-range-missing']);
    assert.deepEqual(ids(beside('<direct><chain ipv="ipv4" table="filter" chain="x"/></direct>')), [
      'firewall-range-missing',
    ]);
    assert.deepEqual(ids(beside('<direct>')), []);
    assert.deepEqual(ids(beside(null)), []);
  });

  test('those of another tree say nothing', () => {
    const files = { [place]: zone, '/srv/firewalld/direct.xml': `<direct>${rule}</direct>` };
    assert.deepEqual(ids(files), ['firewall-range-missing']);
  });

  test('what a zone lets through stays open', () => {
    const [file] = read(beside(`<direct>${rule}</direct>`));
    assert.deepEqual(file?.reading.witnesses.map(witnessText), [
      'input zone public: 21 open, 21100-21105 open, else unknown (direct.xml, which is asked first)',
    ]);
  });
});
