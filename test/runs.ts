/**
 * The corpus of recorded runs, test/fixtures/runs: what a probe saw of a server, and what is to be found there. Those of
 * the lab are recorded by `UPDATE=1 npm run test:lab`, others are written by hand.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFirewallFile } from '../core/firewall/formats/index.js';
import { build, ConfigModel, readConfig, sourceFromBytes } from '../core/config/index.js';
import type { Evidence, Finding, Observation } from '../core/verdict/index.js';

/** What is to be found. A new finding of severity information breaks no run that does not mention it. */
export interface Expected {
  /** Id of the first finding; null: no error and no warning. */
  readonly first: string | null;
  /** Ids of all errors and warnings, in order. */
  readonly errorsAndWarnings: readonly string[];
  /** Of severity information: ids of those that the run is about, in order. Others are not looked at. */
  readonly mentions: readonly string[];
  /** Of the first finding. */
  readonly severity?: string;
  readonly fix?: Readonly<Record<string, string>>;
  /** Words in the first finding's evidence. */
  readonly evidence?: string;
  /** Words that stand under "not tested". */
  readonly notTested?: string;
}

export interface RecordedRun {
  readonly title: string;
  /** Recorded in the lab, or written by hand. */
  readonly from: 'lab' | 'hand';
  readonly expects: Expected;
  /** Text of the vsftpd.conf at hand. */
  readonly config?: string;
  /** Texts of firewall, NAT and container files at hand, by name. */
  readonly firewall?: Readonly<Record<string, string>>;
  readonly ownAddress?: string;
  readonly observations: readonly Observation[];
}

/** What findings make of an expectation: what is mentioned stays, as far as it is found and is information. */
export function expectedOf(
  findings: readonly Pick<Finding, 'id' | 'severity'>[],
  before: Partial<Expected> & Pick<Expected, 'mentions'>,
): Expected {
  const told = findings.filter(
    ({ id, severity }) => severity !== 'information' || before.mentions.includes(id),
  );
  const idsOf = (isInformation: boolean): string[] =>
    told.filter(({ severity }) => (severity === 'information') === isInformation).map(({ id }) => id);
  const first = findings[0] !== undefined && findings[0] === told[0] ? findings[0].id : null;
  const [errorsAndWarnings, mentions] = [idsOf(false), idsOf(true)];
  return { ...before, first, errorsAndWarnings, mentions };
}

type Seen = Omit<RecordedRun, 'title' | 'from' | 'expects'>;

const FOLDER = path.resolve('test/fixtures/runs');
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

/** Writes a run of the lab, fit to be kept: the same from run to run but for ports, and small. */
export function record(id: string, run: RecordedRun): void {
  const fingerprints = new Map<string, string>();
  const { observations, ...rest } = run;
  const kept = observations.map((seen) => steady(seen, fingerprints) as Observation);
  writeRun(id, { ...(JSON.parse(anywhere(JSON.stringify(rest))) as typeof rest), observations: kept });
}

/** @throws where it would be too large for what it shows */
export function writeRun(id: string, { observations, ...rest }: RecordedRun): void {
  const lines = observations.map((seen) => JSON.stringify(seen));
  const text = `${JSON.stringify(rest, null, 1).slice(0, -2)},\n "observations": [\n  ${lines.join(',\n  ')}\n ]\n}\n`;
  if (text.length > MAX_BYTES) throw new Error(`The recording of ${id} has ${text.length} bytes.`);
  writeFileSync(path.join(FOLDER, `${id}.json`), text);
}

export function recordedRuns(): readonly (readonly [id: string, RecordedRun])[] {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => {
    const text = readFileSync(path.join(FOLDER, name), 'utf8');
    return [path.basename(name, '.json'), JSON.parse(text) as RecordedRun] as const;
  });
}

/** Removes runs of scenarios that are no more. */
export function forgetOthers(ids: readonly string[]): void {
  for (const [id, { from }] of recordedRuns())
    if (from === 'lab' && !ids.includes(id)) rmSync(path.join(FOLDER, `${id}.json`));
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
