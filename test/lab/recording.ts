/** What a lab's probe saw, made fit to be kept: the same from run to run but for ports, and small. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { build, ConfigModel, readConfig, sourceFromBytes } from '../../core/config/index.js';
import type { Evidence, Observation } from '../../core/verdict/index.js';

export interface Recording {
  readonly title: string;
  /** Id of the first finding; null: none above information. */
  readonly expects: string | null;
  /** Text of the vsftpd.conf at hand. */
  readonly config?: string;
  /** Texts of firewall, NAT and container files at hand, by name. */
  readonly firewall?: Readonly<Record<string, string>>;
  readonly ownAddress?: string;
  readonly observations: readonly Observation[];
}

type Seen = Omit<Recording, 'title' | 'expects'>;

const FOLDER = path.resolve('test/fixtures/recordings');
const MAX_BYTES = 34_000;

export function evidenceOf({ observations, config, firewall, ownAddress }: Seen): Evidence {
  const files = Object.entries(firewall ?? {}).map(([name, text]) => {
    const reading = readFirewallFile(`/${name}`, text);
    if (reading === null) throw new Error(`${name} is no firewall file.`);
    return { path: name, text, reading };
  });
  return {
    witness: 'probe',
    observations,
    firewall: files,
    ...(config === undefined ? {} : { config: modelOf(config) }),
    ...(ownAddress === undefined ? {} : { ownAddress }),
  };
}

/** Of the build whose package the lab runs on. */
export const BUILD = 'debian-12';

export function modelOf(config: string): ConfigModel {
  return new ConfigModel(readConfig(sourceFromBytes(Buffer.from(config))), build(BUILD));
}

/** @throws where it would be too large for what it shows */
export function record(id: string, recording: Recording): void {
  const { observations, ...rest } = recording;
  const fingerprints = new Map<string, string>();
  const lines = observations.map((seen) => JSON.stringify(steady(seen, fingerprints)));
  const text = `${anywhere(JSON.stringify(rest, null, 1)).slice(0, -2)},\n "observations": [\n  ${lines.join(',\n  ')}\n ]\n}\n`;
  if (text.length > MAX_BYTES) throw new Error(`The recording of ${id} has ${text.length} bytes.`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, `${id}.json`), text);
}

export function recordings(): readonly (readonly [id: string, Recording])[] {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => {
    const text = readFileSync(path.join(FOLDER, name), 'utf8');
    return [path.basename(name, '.json'), JSON.parse(text) as Recording] as const;
  });
}

/** Removes recordings of scenarios that are no more. */
export function forgetOthers(ids: readonly string[]): void {
  for (const [id] of recordings()) if (!ids.includes(id)) rmSync(path.join(FOLDER, `${id}.json`));
}

/** Times to two digits, made-up fingerprints, folders of the lab without their number. */
function steady(seen: Observation, fingerprints: Map<string, string>): unknown {
  return JSON.parse(JSON.stringify(seen), (key: string, value: unknown) => {
    if (typeof value === 'number' && ['ms', 'durationMs', 'busyMs'].includes(key))
      return Number(value.toPrecision(2));
    if (typeof value !== 'string') return value;
    if (key === 'fingerprint') {
      const known = fingerprints.get(value) ?? `${String(fingerprints.size + 1).padStart(2, '0')}:AB:CD:EF`;
      fingerprints.set(value, known);
      return known;
    }
    return anywhere(value);
  }) as unknown;
}

function anywhere(text: string): string {
  return text
    .replaceAll(/\/[\w/.-]*vsftpd-lens-lab-\d+-\w+/g, '/srv/ftp')
    .replaceAll(/\bfe80:[0-9a-f:]+/g, 'fe80::1');
}
