/** One lab: a network, a vsftpd with its user, and probes of it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, type Finding, judge } from '../../core/verdict/index.js';
import { type PassiveRange, type ProbeReport, type ProbeRun, type ProbeTarget } from '../../probe/index.js';
import { bundled } from './bundle.js';
import {
  makeAuthority,
  makeCertificate,
  type Authority,
  type ServerCertificate,
  type ServerFiles,
} from './certificates.js';
import type { Finished, Program } from './namespace.js';
import { labFolder, Network } from './network.js';
import { startLine } from './other-servers.js';
import type { LabOptions, ProbeRequest } from './probe-in-namespace.js';
import { BUILD, evidenceOf, modelOf, type RecordedRun } from '../runs.js';
import type { Company, Scene } from './scenario.js';
import { ADDRESS, SERVER_NAME, type Node } from './topology.js';
import { listens, startVsftpd, type Settings, type Vsftpd } from './vsftpd.js';

const USER = 'demo';
const UID = 59_000;

/** A server without a fault: explicit TLS, a narrow passive range, the public address; short waits for the tests. */
const SOUND = {
  listen: 'YES',
  listen_ipv6: 'NO',
  anonymous_enable: 'NO',
  local_enable: 'YES',
  write_enable: 'YES',
  pam_service_name: 'vsftpd',
  ssl_enable: 'YES',
  pasv_address: ADDRESS.serverPublic,
  pasv_min_port: 40000,
  pasv_max_port: 40100,
  accept_timeout: 2,
  connect_timeout: 2,
  data_connection_timeout: 6,
  xferlog_enable: 'YES',
  xferlog_std_format: 'NO',
  log_ftp_protocol: 'YES',
} as const;

/** Settings that turn the sound server into one without TLS. */
export const PLAIN: Settings = { ssl_enable: 'NO' };

export interface Verdict {
  readonly run: ProbeRun;
  readonly findings: readonly Finding[];
  readonly notTested: readonly string[];
}

/** One authority and one certificate of each kind for all labs of this process. */
class Credentials {
  readonly #folder = labFolder();
  readonly #authority = makeAuthority(this.#folder);
  readonly #made = new Map<string, Promise<ServerFiles>>();

  constructor() {
    process.on('exit', () => {
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  authority(): Promise<Authority> {
    return this.#authority;
  }

  async certificate(kind: ServerCertificate = {}): Promise<ServerFiles> {
    const key = JSON.stringify(kind);
    const authority = await this.#authority;
    let files = this.#made.get(key);
    if (!files)
      this.#made.set(key, (files = makeCertificate(this.#folder, `${this.#made.size}`, authority, kind)));
    return files;
  }
}

let known: Credentials | undefined;

function credentials(): Credentials {
  return (known ??= new Credentials());
}

export class Lab {
  readonly network: Network;
  readonly user = USER;
  readonly #password = randomBytes(9).toString('hex');
  readonly #authority: Authority;
  #settings: Readonly<Record<string, string | number>> = {};
  #daemons: Vsftpd[] = [];
  #company: Program[] = [];
  /** Commands have changed what no rule takes back. */
  isSpent = false;

  private constructor(network: Network, authority: Authority) {
    this.network = network;
    this.#authority = authority;
  }

  static async up(): Promise<Lab> {
    const [network, authority] = await Promise.all([Network.up(), credentials().authority()]);
    const lab = new Lab(network, authority);
    try {
      await lab.#addUser();
    } catch (error) {
      lab.down();
      throw error;
    }
    return lab;
  }

  down(): void {
    this.network.down();
  }

  /** Brings the network into the state of that scene and starts its server and company. */
  async set(scene: Scene): Promise<void> {
    await this.clear();
    await this.network.useLine(scene.line ?? { delayMs: 0 });
    await this.network.follow(scene.rules ?? {});
    this.network.useHosts(scene.hosts);
    this.network.useEtc(scene.etc);
    for (const [node, command] of scene.commands ?? []) {
      this.isSpent = true;
      await this.network.at(node).must(['sh', '-ec', command], { env: this.environment() });
    }
    if (scene.noVsftpd !== true) await this.serve('server', scene.settings, scene.certificate);
    if (scene.lanSettings) await this.serve('lan', scene.lanSettings, scene.certificate);
    for (const one of scene.company ?? []) await this.#invite(one, scene.certificate);
  }

  /** Starts vsftpd on a machine, with a sound vsftpd.conf but for these settings. */
  async serve(node: Node, settings: Settings = {}, certificate?: ServerCertificate): Promise<void> {
    const server = await credentials().certificate(certificate);
    const all: Settings = {
      ...SOUND,
      rsa_cert_file: server.certificate,
      rsa_private_key_file: server.key,
      secure_chroot_dir: path.join(this.network.folder, 'empty'),
      ...settings,
    };
    const set: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(all))
      if (value !== null)
        set[name] = typeof value === 'string' ? value.replaceAll('{folder}', this.network.folder) : value;
    if (node === 'server') this.#settings = set;
    this.#daemons.push(await startVsftpd(this.network.at(node), this.network.folder, set));
  }

  /** Ends servers and company. */
  async clear(): Promise<void> {
    const running = [...this.#daemons, ...this.#company];
    this.#daemons = [];
    this.#company = [];
    await Promise.all(running.map((one) => one.stop()));
  }

  log(): string {
    return [...this.#daemons.map((daemon) => daemon.log()), ...this.#company.map((one) => one.output())].join(
      '',
    );
  }

  /** Probes the server from inside the network and judges what was seen. */
  async probe(scene: Scene): Promise<Verdict> {
    const { config } = this.given(scene);
    const request: ProbeRequest = {
      target: this.#target(scene),
      options: optionsOf(scene, config === undefined ? undefined : modelOf(config).passiveRange()),
    };
    const runner = await bundled('test/lab/probe-in-namespace.ts');
    const stdout = await this.network.at(scene.from ?? 'client').must([process.execPath, runner], {
      input: JSON.stringify(request),
      env: this.environment(),
      timeoutMs: 120_000,
    });
    if (stdout.includes(this.#password)) throw new Error('the password is in the run');
    const run = JSON.parse(stdout) as ProbeRun;
    const evidence = evidenceOf({ ...this.given(scene), observations: run.observations });
    return { run, findings: diagnose(evidence), notTested: judge(evidence).notTested };
  }

  /** The same by the command line, as a script would see it. */
  async probeByCommand(scene: Scene): Promise<ProbeReport> {
    const command = await this.#command(scene);
    const { status, stdout, stderr } = await this.#run(scene, command);
    // 2: there was no control connection; the report says why all the same.
    if (stdout === '') throw new Error(`${command.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`);
    return JSON.parse(stdout) as ProbeReport;
  }

  /** The command line, interrupted as by Ctrl-C after so many seconds; killed where it then goes on for ten more. */
  async interrupted(scene: Scene, afterSeconds: number): Promise<Finished> {
    const interrupt = [
      'timeout',
      '--foreground',
      '--preserve-status',
      '-s',
      'INT',
      '-k',
      '10',
      afterSeconds.toFixed(3),
    ];
    return this.#run(scene, [...interrupt, ...(await this.#command(scene))]);
  }

  async #run(scene: Scene, command: readonly string[]): Promise<Finished> {
    const options = {
      env: { ...this.environment(), PASSWORD: this.#target(scene).password },
      timeoutMs: 120_000,
    };
    const finished = await this.network.at(scene.from ?? 'client').run(command, options);
    if (`${finished.stdout}${finished.stderr}`.includes(this.#password))
      throw new Error('the password is in the report');
    return finished;
  }

  async #command(scene: Scene): Promise<readonly string[]> {
    const { host, port, user, tls, insecure, path: folder } = this.#target(scene);
    const { timeoutMs, samples, also = [], idleSeconds, dial = [] } = optionsOf(scene);
    const { config, firewall = {}, ownAddress } = this.given(scene);
    const name = host.includes(':') ? `[${host}]` : host;
    const files = Object.entries(firewall).flatMap(([file, text]) => ['--firewall', this.#file(file, text)]);
    return [
      ...[process.execPath, await bundled('cli/main.ts')],
      ...['probe', '--format', 'json', '--fail-on', 'never', '--user', user, '--password-env', 'PASSWORD'],
      ...['--tls', tls, '--timeout', String(Math.round(timeoutMs / 1000)), '--samples', String(samples)],
      ...(insecure ? ['--insecure'] : []),
      ...(also.length === 0 ? [] : ['--also', also.join(',')]),
      ...(idleSeconds === undefined ? [] : ['--idle', String(idleSeconds)]),
      ...(config === undefined ? [] : ['--build', BUILD, '--config', this.#file('given.conf', config)]),
      ...files,
      ...(ownAddress === undefined ? [] : ['--own-address', ownAddress]),
      ...dial.flatMap((address) => ['--dial', address]),
      `ftp://${name}:${port}${folder === undefined ? '' : `/${folder}`}`,
    ];
  }

  #target(scene: Scene): ProbeTarget {
    const tls = scene.target?.tls ?? 'auto';
    const standard = { host: SERVER_NAME, port: 21, user: USER, password: this.#password, insecure: false };
    return { ...standard, tls, ...scene.target };
  }

  /** The user's files as text. */
  given({ given = {} }: Scene): Pick<RecordedRun, 'config' | 'firewall' | 'ownAddress'> {
    const { config, ...rest } = given;
    return config === undefined ? rest : { ...rest, config: this.#configText(config) };
  }

  #configText(config: 'running' | { readonly text: string }): string {
    if (config !== 'running') return config.text;
    return Object.entries(this.#settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  }

  #file(name: string, text: string): string {
    const file = path.join(this.network.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** What programs in the lab are told: user, password, folder, and whom to trust. */
  environment(): Record<string, string> {
    return {
      LAB_USER: USER,
      LAB_PASSWORD: this.#password,
      LAB_FOLDER: this.network.folder,
      NODE_EXTRA_CA_CERTS: this.#authority.certificate,
    };
  }

  async #invite(company: Company, certificate?: ServerCertificate): Promise<void> {
    const { at, ready } = company;
    const { argv, env } = await commandOf(company);
    const files = await credentials().certificate(certificate);
    const shown = { LAB_CERTIFICATE: files.certificate, LAB_KEY: files.key };
    const program = this.network.at(at).start(argv, { env: { ...this.environment(), ...shown, ...env } });
    this.#company.push(program);
    await program.until(() =>
      typeof ready === 'string' ? program.output().includes(ready) : listens(program, ready.port),
    );
  }

  /** A user with some files, known in the lab only. */
  async #addUser(): Promise<void> {
    const { folder } = this.network;
    const home = path.join(folder, 'home');
    mkdirSync(path.join(folder, 'empty'));
    mkdirSync(path.join(home, 'many'), { recursive: true });
    mkdirSync(path.join(home, 'nothing'));
    writeFileSync(path.join(home, 'hello.txt'), 'A file to fetch.\n');
    writeFileSync(path.join(home, 'big.bin'), '');
    truncateSync(path.join(home, 'big.bin'), 5_000_000);
    for (let i = 1; i <= 80; i++)
      writeFileSync(path.join(home, 'many', `a-listing-with-long-names-needs-more-than-one-packet-${i}`), '');
    for (const name of ['', 'many', 'nothing', 'hello.txt', 'big.bin'])
      chownSync(path.join(home, name), UID, UID);
    const etc = path.join(folder, 'etc');
    const hash = await passwordHash(this.#password);
    appendFileSync(path.join(etc, 'passwd'), `${USER}:x:${UID}:${UID}::${home}:/bin/bash\n`);
    appendFileSync(path.join(etc, 'group'), `${USER}:x:${UID}:\n`);
    appendFileSync(path.join(etc, 'shadow'), `${USER}:${hash}:19000:0:99999:7:::\n`);
  }
}

async function commandOf({ module, command = [], server, arguments: more = [] }: Company): Promise<{
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}> {
  if (server !== undefined) return startLine(server, more);
  const argv = module === undefined ? command : [process.execPath, await bundled(module)];
  return { argv: [...argv, ...more], env: {} };
}

function optionsOf(
  { options = {} }: Scene,
  expectedRange?: PassiveRange,
): LabOptions & { timeoutMs: number; samples: number } {
  return { timeoutMs: 3000, samples: 6, ...(expectedRange ? { expectedRange } : {}), ...options };
}

async function passwordHash(password: string): Promise<string> {
  const child = spawn('openssl', ['passwd', '-5', '-stdin'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let hash = '';
  child.stdout.on('data', (chunk: Buffer) => (hash += chunk.toString('latin1')));
  child.stdin.end(`${password}\n`);
  await once(child, 'close');
  return hash.trim();
}
