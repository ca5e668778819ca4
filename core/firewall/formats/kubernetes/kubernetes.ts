import type { Findings } from '../support/findings.js';
import type { KubeFindings, KubeObject } from './kubernetes-object.js';
import { givenTo } from '../support/given.js';
import { givenToPod, readPod } from './kubernetes-pod.js';
import { podPortNames, readKubeService } from './kubernetes-service.js';
import { readYaml, type YamlDocument, type YamlNode } from '../containers/yaml-tree.js';

/** Of one file. */
const OBJECT_LIMIT = 500;
const WITNESS_LIMIT = 200;

/** Where the pods of an object are described. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** A manifest with a Service or pods in it. */
export function isKubernetes(path: string, text: string): boolean {
  if (!/\.(?:ya?ml|json)(?:\.\w+)?$/i.test(path)) return false;
  return /(?:^[ \t-]*|[{,][ \t]*)["']?kind["']?[ \t]*:[ \t]*["']?(?:Service|Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|List)\b/m.test(
    text,
  );
}

/**
 * What the Services of a Kubernetes manifest pass on, and the pods open on their nodes; a pod's other ports are only
 * declared. Several documents, Lists and templates are read. Never throws.
 */
export function readKubernetes(text: string): Findings {
  const objects = readYaml(text).flatMap((document) => objectsOf(text, document, document.root, 0));
  const found: KubeFindings = { witnesses: [], mentions: [], unread: [] };
  const pods = objects.flatMap((object) => {
    const path = Object.hasOwn(POD_PATHS, object.kind) ? POD_PATHS[object.kind] : undefined;
    const pod = path && object.document.value(object.root, ...path);
    return pod ? [{ object, pod }] : [];
  });
  const named = podPortNames(pods.map(({ object, pod }) => ({ document: object.document, pod })));
  for (const object of objects) if (object.kind === 'Service') readKubeService(object, named, found);
  for (const { object, pod } of pods) readPod(object, pod, found);
  const ways = found.witnesses.filter(({ role }) => role === 'forward');
  const way = pods.length === 1 && ways.length === 1 ? ways[0]?.name : undefined;
  const gives = pods.map(({ object, pod }) => givenToPod(object, pod, way));
  return { ...found, witnesses: found.witnesses.slice(0, WITNESS_LIMIT), helpers: [], ...givenTo(gives) };
}

function objectsOf(
  text: string,
  document: YamlDocument,
  root: YamlNode | null,
  depth: number,
): readonly KubeObject[] {
  const kind = document.text(document.value(root, 'kind'))?.text;
  if (!root || kind === undefined) return [];
  if (kind.endsWith('List') && depth < 3) {
    const items = document.items(document.value(root, 'items')) ?? [];
    return items.slice(0, OBJECT_LIMIT).flatMap((item) => objectsOf(text, document, item, depth + 1));
  }
  const name = document.text(document.value(root, 'metadata', 'name'))?.text ?? '';
  return [{ text, document, root, kind, name }];
}
