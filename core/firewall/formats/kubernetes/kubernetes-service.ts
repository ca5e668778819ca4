import type { PortRange, RuleAddition, TextSpan } from '../../reading.js';
import { firstClaims, mostOpenFirst, type Claim, type Unclaimed } from '../../ports/first-match.js';
import type { KubeFindings, KubeObject } from './kubernetes-object.js';
import { itemBehind } from '../containers/list-item.js';
import { HOLE } from '../containers/placeholders.js';
import { rangeOf } from '../containers/port-spec.js';
import type { YamlDocument, YamlNode, YamlText } from '../containers/yaml-tree.js';

/** Ports by the name that a container gives them; null where several containers use one name for different ports. */
type PodPortNames = ReadonlyMap<string, number | null>;

const PORT_LIMIT = 3000;
/** Where a cluster takes node ports from, unless its operator says otherwise. */
const NODE_PORTS: PortRange = { low: 30000, high: 32767 };

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer';

export function podPortNames(
  pods: readonly { readonly document: YamlDocument; readonly pod: YamlNode }[],
): PodPortNames {
  const named = new Map<string, number | null>();
  for (const { document, pod } of pods) {
    for (const container of document.items(document.value(pod, 'containers')) ?? []) {
      for (const port of document.items(document.value(container, 'ports')) ?? []) {
        const name = document.text(document.value(port, 'name'))?.text;
        const number = portOf(document.text(document.value(port, 'containerPort')));
        if (name === undefined) continue;
        const before = named.get(name);
        named.set(name, before === undefined || before === number ? (number ?? null) : null);
      }
    }
  }
  return named;
}

/** A port number; undefined where there is none, null where a template fills it in. */
export function portOf(text: YamlText | undefined): number | null | undefined {
  const range = text && rangeOf(text.text);
  if (range === null) return null;
  return range && range !== 'invalid' && range.low === range.high ? range.low : undefined;
}

/** Adds what a Service passes on to its pods. Each port stands alone: Kubernetes has no ranges. */
export function readKubeService(object: KubeObject, named: PodPortNames, found: KubeFindings): void {
  const { document, root, name } = object;
  const type = typeOf(object);
  const ports = document.entry(document.value(root, 'spec'), 'ports');
  const nodes = (document.items(ports?.value) ?? []).slice(0, PORT_LIMIT);
  if (type === undefined || !ports || nodes.length === 0) return;
  const entries = nodes.map((node) => servicePort(object, node, type, named, found));
  const claims = entries.flatMap((entry) => entry.claims);
  const hides = entries.find((entry) => entry.hides !== undefined)?.hides;
  const outerHost = outerAddress(object);
  const addition = additionOf(object, ports.value, nodes, type === 'NodePort');
  found.witnesses.push({
    role: 'forward',
    name: `Service ${name.includes(HOLE) ? '' : name}`.trimEnd(),
    runs: firstClaims(mostOpenFirst(claims), unservedPorts(object, type, hides)),
    at: ports.key,
    ...(outerHost === undefined ? {} : { outerHost }),
    ...(addition ? { additions: [addition] } : {}),
  });
}

/** One more port, written as the last one is. Where there are several, each needs a name. */
function additionOf(
  { document, text }: KubeObject,
  list: YamlNode | null,
  nodes: readonly YamlNode[],
  onNodes: boolean,
): RuleAddition | undefined {
  const last = nodes.at(-1);
  if (!last || nodes.some((node) => !document.entry(node, 'name'))) return undefined;
  const values: Readonly<Record<string, string>> = { name: 'ftp-{low}', port: '{low}', targetPort: '{low}' };
  const settings = document.entries(last).flatMap(({ name, value }) => {
    const filled = values[name] ?? (name === 'protocol' ? document.text(value)?.text : undefined);
    return filled === undefined ? [] : [`${name}: ${filled}`];
  });
  // Clients dial the port of the node: vsftpd has to name that very number.
  if (onNodes) settings.push('nodePort: {low}');
  const item = document.isFlow(last) ? `{ ${settings.join(', ')} }` : settings.join('\n');
  const addition = itemBehind(document, text, list, item);
  return addition && { ...addition, each: true, ...(onNodes ? { only: NODE_PORTS } : {}) };
}

/** Undefined where it passes nothing on, or is not one of these. */
function typeOf({ document, root }: KubeObject): ServiceType | 'unknown' | undefined {
  const text = document.text(document.value(root, 'spec', 'type'))?.text ?? 'ClusterIP';
  if (text.includes(HOLE)) return 'unknown';
  return text === 'ClusterIP' || text === 'NodePort' || text === 'LoadBalancer' ? text : undefined;
}

function unservedPorts(
  { document, root }: KubeObject,
  type: ServiceType | 'unknown',
  hides: string | undefined,
): Unclaimed {
  const spec = document.value(root, 'spec');
  const why =
    hides ??
    (spec && document.isSteered(document.spanOf(spec)) ? 'a template writes a part of it' : undefined) ??
    (document.isValid ? undefined : 'the file is not valid YAML');
  if (why !== undefined) return { status: 'unknown', why };
  if (document.text(document.value(spec, 'clusterIP'))?.text === 'None') {
    return { status: 'unknown', why: 'without an address of its own it leads to the pods directly' };
  }
  if (type === 'unknown') return { status: 'unknown', why: 'what a template fills in' };
  return { status: type === 'LoadBalancer' ? 'dropped' : 'rejected' };
}

interface ServicePort {
  readonly claims: readonly Claim[];
  readonly hides?: string;
}

const TEMPLATE = 'what a template fills in';

function servicePort(
  object: KubeObject,
  node: YamlNode,
  type: ServiceType | 'unknown',
  named: PodPortNames,
  found: KubeFindings,
): ServicePort {
  const { document } = object;
  const at = document.spanOf(node);
  const text = (key: string): YamlText | undefined => document.text(document.value(node, key));
  if (!['TCP', undefined].includes(text('protocol')?.text)) return { claims: [] };
  const port = text('port');
  const target = text('targetPort');
  const nodePort = text('nodePort');
  const inner = innerPort(port, target, named);
  // Of a NodePort service, the port of the node is what clients outside dial.
  const outer = type === 'NodePort' ? nodePort : port;
  const number = portOf(outer);
  if (number === null || type === 'unknown') {
    found.unread.push({ at: (outer ?? port)?.at ?? at, why: TEMPLATE });
    return { claims: [], hides: TEMPLATE };
  }
  if (number === undefined || !outer)
    return type === 'NodePort' ? pickedByCluster(at, portOf(port)) : { claims: [] };
  const ports = { low: number, high: number };
  const shift = inner === null || inner === number ? {} : { innerLow: inner };
  found.mentions.push({
    at: outer.at,
    ports,
    ...(inner === null ? {} : { inner: { low: inner, high: inner } }),
    does: 'forwards',
  });
  const innerHost = podsOf(object);
  return { claims: [{ ports, at, innerHost, ...shift, ...reach(object, type, inner) }] };
}

/** Which pods: two Services with one selector lead to the same. */
function podsOf({ document, root, name }: KubeObject): string {
  const labels = document
    .entries(document.value(root, 'spec', 'selector'))
    .flatMap(({ name: key, value }) => {
      const text = document.text(value)?.text;
      return text === undefined ? [] : [`${key}=${text}`];
    });
  const selector = labels.sort().join(',').slice(0, 100);
  return selector === '' || selector.includes(HOLE) ? `pods of ${name}`.trimEnd() : selector;
}

/** Null where it is not known. */
function innerPort(
  port: YamlText | undefined,
  target: YamlText | undefined,
  named: PodPortNames,
): number | null {
  if (!target) return portOf(port) ?? null;
  return portOf(target) ?? named.get(target.text) ?? null;
}

function pickedByCluster(at: TextSpan, port: number | null | undefined): ServicePort {
  const picked: Claim = { ports: NODE_PORTS, status: 'unknown', at, why: 'the cluster picks the node port' };
  if (typeof port !== 'number') return { claims: [picked] };
  const why = 'without a nodePort the cluster picks one';
  return { claims: [picked, { ports: { low: port, high: port }, status: 'rejected', at, why }] };
}

/** Who reaches a port of a service. */
function reach(object: KubeObject, type: ServiceType, inner: number | null): Pick<Claim, 'status' | 'why'> {
  const { document, root } = object;
  if (inner === null) return { status: 'unknown', why: 'its targetPort is not known' };
  const spec = document.value(root, 'spec');
  if (type === 'ClusterIP' && outerAddress(object) === undefined) {
    return { status: 'some', why: 'only from inside the cluster' };
  }
  const sources = document.items(document.value(spec, 'loadBalancerSourceRanges')) ?? [];
  const networks = sources.flatMap((source) => document.text(source)?.text ?? []);
  if (networks.some((network) => network.includes(HOLE))) return { status: 'unknown', why: TEMPLATE };
  if (type === 'LoadBalancer' && networks.length > 0 && !networks.includes('0.0.0.0/0')) {
    return { status: 'some', why: `only from ${(networks[0] ?? '').slice(0, 60)}` };
  }
  const policy = document.text(document.value(spec, 'externalTrafficPolicy'))?.text;
  if (policy === 'Local') return { status: 'open' };
  return { status: 'open', why: 'externalTrafficPolicy Cluster hides the addresses of clients' };
}

/** An address that it takes connections on besides its own. */
function outerAddress({ document, root }: KubeObject): string | undefined {
  const spec = document.value(root, 'spec');
  const [external] = document.items(document.value(spec, 'externalIPs')) ?? [];
  const text = document.text(external) ?? document.text(document.value(spec, 'loadBalancerIP'));
  return text && /^[0-9a-f.:]{2,45}$/i.test(text.text) ? text.text : undefined;
}
