/** Generated rules of ufw and firewalld: for the tools themselves, and for their readers. */
import type { Random } from './random.js';
import { PortPool } from './rulesets.js';
import { INNER_NETWORK, OUTSIDE, WAN } from './syn-lab.js';

const INNER = INNER_NETWORK.inner[0] ?? '';

export interface GeneratedCommands {
  readonly lines: readonly string[];
  readonly ports: readonly number[];
}

/** Sources: the client that asks, its network, others, and any. */
function source(random: Random): string {
  return random.pick(['any', 'any', OUTSIDE, '198.51.100.0/24', '203.0.113.0/24', '0.0.0.0/0']);
}

/** Lines of ufw that it takes, in an order that matters: some change, insert or delete what came before. */
export function ufwCommands(random: Random): GeneratedCommands {
  const pool = new PortPool(random);
  const lines: string[] = [];
  const kept = new Set<string>();
  if (random.chance(0.3)) lines.push(`ufw default ${random.pick(['deny', 'reject', 'allow'])} incoming`);
  const count = random.between(2, 6);
  for (let index = 0; index < count; index++) {
    const match = kept.size > 0 && random.chance(0.25) ? random.pick([...kept]) : ufwMatch(random, pool);
    const action = random.pick(['allow', 'allow', 'allow', 'deny', 'reject']);
    // ufw refuses a position after the end, and does not move an existing rule.
    const place =
      kept.size > 1 && !kept.has(match) ? random.pick(['', '', 'prepend ', 'insert 1 ', 'insert 2 ']) : '';
    lines.push(`ufw ${place}${action} ${match}${random.chance(0.2) ? " comment 'made'" : ''}`);
    kept.add(match);
    if (random.chance(0.15)) {
      lines.push(`ufw delete ${action} ${match}`);
      kept.delete(match);
    }
  }
  // There may be fewer of them.
  if (random.chance(0.4)) lines.push(`ufw --force delete ${random.between(1, 4)} || true`);
  return { lines, ports: pool.probes() };
}

function ufwMatch(random: Random, pool: PortPool): string {
  const way = random.pick(['', '', 'in ']);
  switch (random.between(0, 6)) {
    case 0:
      return `${way}${pool.one()}`;
    case 1:
      return `${way}${pool.one()}/${random.pick(['tcp', 'tcp', 'udp'])}`;
    case 2:
      return `${way}${ufwRange(pool)}/tcp`;
    case 3:
      return `${way}${[pool.one(), ufwRange(pool)].join(',')}/tcp`;
    case 4:
      return random.pick(['ftp', 'ssh', 'http', 'WWW', "'WWW Full'"]);
    case 5:
      return `${random.pick(['', 'in on wan0 ', 'in on lan0 '])}from ${source(random)} to any port ${ufwRange(pool)} proto tcp`;
    default:
      return `proto tcp from ${source(random)} to ${random.pick(['any', WAN, '198.51.100.9'])} port ${pool.one()}`;
  }
}

function ufwRange(pool: PortPool): string {
  const [low, high] = pool.range();
  return low === high ? `${low}` : `${low}:${high}`;
}

/** What a zone of firewalld consists of; as a file and as command lines it means the same. */
interface ZoneElement {
  readonly xml: string;
  readonly option: string;
}

export interface GeneratedZone {
  readonly xml: string;
  /** For `firewall-cmd --permanent`, on top of the zone as it is shipped, without its own services. */
  readonly lines: readonly string[];
  readonly ports: readonly number[];
  readonly target: string;
}

export function firewalldZone(random: Random): GeneratedZone {
  const pool = new PortPool(random);
  const elements = new Map<string, ZoneElement>();
  const count = random.between(1, 7);
  for (let index = 0; index < count; index++) {
    const element = zoneElement(random, pool);
    elements.set(element.option, element);
  }
  const all = [...elements.values()];
  const target = random.pick(['default', 'default', 'default', 'ACCEPT', 'DROP', '%%REJECT%%']);
  const head = target === 'default' ? '<zone>' : `<zone target="${target}">`;
  return {
    xml: `<?xml version="1.0" encoding="utf-8"?>\n${head}\n${all.map(({ xml }) => `  ${xml}\n`).join('')}</zone>\n`,
    lines: [
      ...(target === 'default' ? [] : [`firewall-cmd --permanent --set-target=${target}`]),
      ...all.map(({ option }) => `firewall-cmd --permanent ${option}`),
      'firewall-cmd --reload',
    ],
    ports: pool.probes(),
    target,
  };
}

function zoneElement(random: Random, pool: PortPool): ZoneElement {
  switch (random.between(0, 6)) {
    case 0:
    case 1: {
      const ports = dashed(pool);
      const protocol = random.pick(['tcp', 'tcp', 'tcp', 'udp']);
      return {
        xml: `<port port="${ports}" protocol="${protocol}"/>`,
        option: `--add-port=${ports}/${protocol}`,
      };
    }
    case 2: {
      const name = random.pick(['ftp', 'http', 'ssh', 'dns', 'ntp', 'nfs3']);
      return { xml: `<service name="${name}"/>`, option: `--add-service=${name}` };
    }
    case 3: {
      const port = pool.one();
      const to = pool.one();
      return {
        xml: `<forward-port port="${port}" protocol="tcp" to-port="${to}"/>`,
        option: `--add-forward-port=port=${port}:proto=tcp:toport=${to}`,
      };
    }
    default:
      return richElement(random, pool);
  }
}

function dashed(pool: PortPool): string {
  const [low, high] = pool.range();
  return low === high ? `${low}` : `${low}-${high}`;
}

function richElement(random: Random, pool: PortPool): ZoneElement {
  const from = source(random);
  const priority = random.chance(0.5) ? random.between(-20, 20) : 0;
  const inverted = from !== 'any' && random.chance(0.2);
  const [xmlElement, textElement] = richPart(random, pool);
  const action = random.pick(['accept', 'accept', 'accept', 'drop', 'reject']);
  const log = random.chance(0.15);
  const rule = [
    'rule',
    'family="ipv4"',
    ...(priority === 0 ? [] : [`priority="${priority}"`]),
    ...(from === 'any' ? [] : [`source ${inverted ? 'NOT ' : ''}address="${from}"`]),
    textElement,
    ...(log ? ['log prefix="seen"'] : []),
    action,
  ].join(' ');
  const xml = [
    `<rule family="ipv4"${priority === 0 ? '' : ` priority="${priority}"`}>`,
    ...(from === 'any' ? [] : [`<source ${inverted ? 'invert="True" ' : ''}address="${from}"/>`]),
    xmlElement,
    ...(log ? ['<log prefix="seen"/>'] : []),
    `<${action}/></rule>`,
  ].join('');
  return { xml, option: `--add-rich-rule='${rule}'` };
}

function richPart(random: Random, pool: PortPool): readonly [string, string] {
  if (random.chance(0.2)) return ['<service name="ftp"/>', 'service name="ftp"'];
  if (random.chance(0.1)) return ['<protocol value="tcp"/>', 'protocol value="tcp"'];
  const ports = dashed(pool);
  return [`<port port="${ports}" protocol="tcp"/>`, `port port="${ports}" protocol="tcp"`];
}

/** Ports that a gateway forwards to the inner machine. */
export function firewalldGateway(random: Random): GeneratedZone {
  const pool = new PortPool(random);
  const elements = Array.from({ length: random.between(1, 3) }, (): ZoneElement => {
    const ports = dashed(pool);
    const [low, high] = ports.split('-').map(Number);
    const size = Math.min((high ?? low ?? 0) - (low ?? 0), 50);
    const start = random.chance(0.5) ? (low ?? 1) : Math.min(pool.one(), 65_535 - size);
    const to =
      size === 0
        ? `${start}`
        : random.chance(0.5) || (high ?? 0) - (low ?? 0) > 50
          ? ports
          : `${start}-${start + size}`;
    return {
      xml: `<rule family="ipv4"><destination address="${WAN}"/><forward-port port="${ports}" protocol="tcp" to-port="${to}" to-addr="${INNER}"/></rule>`,
      option: `--add-rich-rule='rule family="ipv4" destination address="${WAN}" forward-port port="${ports}" protocol="tcp" to-port="${to}" to-addr="${INNER}"'`,
    };
  });
  return {
    xml: `<zone>\n${elements.map(({ xml }) => `  ${xml}\n`).join('')}</zone>\n`,
    lines: [...elements.map(({ option }) => `firewall-cmd --permanent ${option}`), 'firewall-cmd --reload'],
    ports: pool.probes(),
    target: 'default',
  };
}
