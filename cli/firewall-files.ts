import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readFirewallFile } from '../core/firewall/read/index.js';
import type { FirewallFile } from '../core/verdict/index.js';
import { UsageError } from './io.js';

/** A ruleset of this size is a mistake. Bytes. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads the files given with --firewall. Their kind follows from name and content.
 * @throws UsageError for a file that cannot be read, or that is of no kind known here
 */
export async function firewallFiles(names: readonly string[]): Promise<readonly FirewallFile[]> {
  return Promise.all(names.map(firewallFile));
}

async function firewallFile(name: string): Promise<FirewallFile> {
  const text = await textOf(name);
  const reading = readFirewallFile(path.resolve(name).replaceAll(path.sep, '/'), text);
  if (reading === null)
    throw new UsageError(
      `${name} is no firewall, NAT or container file that can be read: iptables-save, nft, firewalld, ufw, Compose, Dockerfile, Kubernetes, Terraform, or a shell script of such commands.`,
    );
  return { path: name, text, reading };
}

async function textOf(name: string): Promise<string> {
  try {
    const data = await readFile(name);
    if (data.length > MAX_BYTES)
      throw new UsageError(`${name} has more than 4 MiB: that is no firewall file.`);
    return data.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
