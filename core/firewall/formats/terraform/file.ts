import { readHcl } from './hcl-tree.js';
import type { Findings } from '../support/findings.js';
import { awsGroups } from './aws.js';
import { azureGroups } from './azure.js';
import { googleGroups } from './google.js';
import { groupWitnesses } from './groups.js';
import { TerraformScope } from './values.js';

const WITNESS_LIMIT = 200;
/** One line per cloud. */
const CLOUDS = [awsGroups, googleGroups, azureGroups];
const RESOURCES =
  /^resource\s+"(?:aws_(?:default_|vpc_)?security_group|google_compute_firewall"|azurerm_network_security_)/;

/** A Terraform file with rules about ports. */
export function isTerraform(path: string, text: string): boolean {
  if (!/\.tf(?:\.\w+)?$/i.test(path)) return false;
  return /"(?:aws_(?:default_|vpc_)?security_group|google_compute_firewall"|azurerm_network_security_)/.test(
    text,
  );
}

/** What the security groups and firewall rules of a Terraform file let through. Never throws. */
export function readTerraform(text: string): Findings {
  const { blocks, skipped } = readHcl(
    text,
    (head) => /^(?:variable\s|locals\b)/.test(head) || RESOURCES.test(head),
  );
  const scope = new TerraformScope(blocks);
  const resources = blocks.filter(({ type }) => type === 'resource');
  const groups = CLOUDS.flatMap((read) => read(scope, resources, text));
  const rules = groups.flatMap(({ incoming, outgoing }) => [...incoming, ...outgoing]);
  // Ports of rules for what goes out are other machines'.
  const incoming = groups.flatMap((group) => group.incoming);
  const isWhole = skipped.length === 0;
  return {
    witnesses: groups
      .flatMap((group) => groupWitnesses(isWhole ? group : { ...group, isBroken: true }))
      .slice(0, WITNESS_LIMIT),
    helpers: [],
    mentions: incoming.flatMap(({ mentions }) => mentions),
    unread: [
      ...rules.flatMap(({ unread }) => unread),
      ...skipped.map((at) => ({ at, why: 'a block that could not be read' })),
    ],
  };
}
