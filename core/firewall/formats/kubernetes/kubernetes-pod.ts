import type { Given, GivenCommand, GivenContainer, GivenVariable } from '../../reading.js';
import { ALL_PORTS } from '../../ports/port-spans.js';
import { firstClaims, type Claim, type Unclaimed } from '../../ports/first-match.js';
import type { KubeFindings, KubeObject } from './kubernetes-object.js';
import { portOf } from './kubernetes-service.js';
import { HOLE } from '../containers/placeholders.js';
import { commandOf, CONFIGURES } from '../support/given.js';
import { boundTo } from '../containers/port-spec.js';
import type { YamlDocument, YamlNode } from '../containers/yaml-tree.js';

const PORT_LIMIT = 3000;
const TEMPLATE = 'what a template fills in';

/** Adds what pods open on their nodes (hostPort, hostNetwork) and what they only declare (containerPort). */
export function readPod({ document, kind, name }: KubeObject, pod: YamlNode, found: KubeFindings): void {
  const title = `${kind} ${name.includes(HOLE) ? '' : name}`.trimEnd();
  const at = document.entry(pod, 'containers')?.key ?? document.spanOf(pod);
  const network = document.text(document.value(pod, 'hostNetwork'));
  if (network?.text === 'true') {
    const ports = { low: 1, high: ALL_PORTS.high };
    found.witnesses.push({
      role: 'forward',
      name: title,
      runs: [{ ports, status: 'open', at: network.at }],
      at,
    });
    return;
  }
  const host: Claim[] = [];
  const declared: Claim[] = [];
  for (const port of containerPorts(document, pod)) {
    const text = (key: string) => document.text(document.value(port, key));
    if (!['TCP', undefined].includes(text('protocol')?.text)) continue;
    const span = document.spanOf(port);
    const inner = text('containerPort');
    const outer = text('hostPort');
    const [innerPort, outerPort] = [portOf(inner), portOf(outer)];
    if (outerPort === null || innerPort === null) {
      found.unread.push({
        at: (outerPort === null ? outer : inner)?.at ?? span,
        why: 'what a template fills in',
      });
    }
    if (inner && typeof innerPort === 'number') {
      const ports = { low: innerPort, high: innerPort };
      declared.push({ ports, status: 'open', at: inner.at });
      if (!outer) found.mentions.push({ at: inner.at, ports, does: 'exposes' });
    }
    if (!outer || typeof outerPort !== 'number') continue;
    const ports = { low: outerPort, high: outerPort };
    const why = innerPort === null ? TEMPLATE : boundTo(text('hostIP')?.text ?? '');
    const shift = typeof innerPort === 'number' && innerPort !== outerPort ? { innerLow: innerPort } : {};
    const status = innerPort === null ? 'unknown' : why === undefined ? 'open' : 'some';
    host.push({
      ports,
      status,
      at: span,
      innerHost: name || 'pod',
      ...shift,
      ...(why === undefined ? {} : { why }),
    });
    found.mentions.push({ at: outer.at, ports, does: 'publishes' });
  }
  const rest = undeclaredPorts(document, pod, found);
  if (host.length > 0)
    found.witnesses.push({ role: 'forward', name: title, runs: firstClaims(host, rest), at });
  if (declared.length === 0) return;
  // A port that a container does not name is reached all the same, so none is missing.
  const open: Unclaimed = { status: 'unknown', why: 'containerPort opens no port' };
  found.witnesses.push({ role: 'declare', name: `ports of ${title}`, runs: firstClaims(declared, open), at });
}

/**
 * The variables and commands of its containers.
 * @param way the only witness that leads to the pod
 */
export function givenToPod({ document }: KubeObject, pod: YamlNode, way: string | undefined): Given {
  const all = (document.items(document.value(pod, 'containers')) ?? []).slice(0, PORT_LIMIT);
  const given = all.map((one) => givenTo(document, one));
  const isOpen = given.some((one) => one.isOpen);
  const containers = all.flatMap((one, index): readonly GivenContainer[] => {
    const image = document.text(document.value(one, 'image'));
    const own = given[index];
    if (!image || way === undefined || !own || image.text.includes(HOLE)) return [];
    const mounts = document.items(document.value(one, 'volumeMounts')) ?? [];
    const isChanged =
      own.commands.length > 0 ||
      mounts.some((mount) =>
        CONFIGURES.test(`:${document.text(document.value(mount, 'mountPath'))?.text ?? ''}`),
      );
    return [
      {
        name: way,
        image: image.text,
        at: image.at,
        variables: own.variables,
        ...(own.isOpen ? { isOpen: true as const } : {}),
        ...(isChanged ? { isChanged } : {}),
      },
    ];
  });
  return {
    variables: given.flatMap(({ variables }) => variables),
    commands: given.flatMap(({ commands }) => commands),
    ...(isOpen ? { isOpen } : {}),
    ...(containers.length > 0 ? { containers } : {}),
  };
}

interface GivenToOne {
  readonly variables: readonly GivenVariable[];
  readonly commands: readonly GivenCommand[];
  readonly isOpen: boolean;
}

function givenTo(document: YamlDocument, container: YamlNode): GivenToOne {
  const variables = (document.items(document.value(container, 'env')) ?? []).flatMap(
    (item): readonly GivenVariable[] => {
      const [name, value] = ['name', 'value'].map((key) => document.text(document.value(item, key)));
      if (!name) return [];
      const known = value && !value.text.includes(HOLE) && !value.text.includes('$(');
      return [{ name: name.text, value: known ? value.text : null, at: (value ?? name).at }];
    },
  );
  const commands = ['command', 'args'].flatMap((key): readonly GivenCommand[] => {
    const entry = document.entry(container, key);
    const words = document.items(entry?.value)?.map((node) => document.text(node)?.text ?? '');
    return entry && words ? [{ text: commandOf(words), at: entry.key }] : [];
  });
  return { variables, commands, isOpen: document.entry(container, 'envFrom') !== undefined };
}

function containerPorts(document: YamlDocument, pod: YamlNode): readonly YamlNode[] {
  const containers = document.items(document.value(pod, 'containers')) ?? [];
  const ports = containers.flatMap((one) => document.items(document.value(one, 'ports')) ?? []);
  return ports.slice(0, PORT_LIMIT);
}

function undeclaredPorts(document: YamlDocument, pod: YamlNode, { unread }: KubeFindings): Unclaimed {
  const span = document.spanOf(pod);
  if (document.isSteered(span)) return { status: 'unknown', why: 'a template writes a part of it' };
  if (!document.isValid) return { status: 'unknown', why: 'the file is not valid YAML' };
  const hidden = unread.find(({ at }) => at.start >= span.start && at.end <= span.end);
  return hidden ? { status: 'unknown', why: hidden.why } : { status: 'rejected' };
}
