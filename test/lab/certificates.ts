/** Keys and certificates of the lab: an authority that its machines trust, and what servers show. Needs openssl. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ADDRESS, SERVER_NAME } from './topology.js';

const run = promisify(execFile);

export interface Authority {
  /** For NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  readonly key: string;
}

export interface ServerFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface ServerCertificate {
  /** Names it is for, in OpenSSL's form `DNS:...` and `IP:...`; default: the server's name and its outer addresses. */
  readonly names?: readonly string[];
  /** Signed by itself instead of the authority. */
  readonly selfSigned?: boolean;
}

const NAMES = [
  `DNS:${SERVER_NAME}`,
  ...[ADDRESS.serverPublic, ADDRESS.serverPublic2, ADDRESS.server6].map((one) => `IP:${one}`),
];

/** Makes the authority in that folder. */
export async function makeAuthority(folder: string): Promise<Authority> {
  const certificate = path.join(folder, 'authority.pem');
  const key = path.join(folder, 'authority.key');
  const constraints = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign',
  ];
  await openssl(['-x509', '-days', '30', '-subj', '/CN=Lab Authority', ...constraints], certificate, key);
  return { certificate, key };
}

/** Makes a key and a certificate, as `NAME.pem` and `NAME.key` in that folder. */
export async function makeCertificate(
  folder: string,
  name: string,
  authority: Authority,
  { names = NAMES, selfSigned = false }: ServerCertificate = {},
): Promise<ServerFiles> {
  const certificate = path.join(folder, `${name}.pem`);
  const key = path.join(folder, `${name}.key`);
  const signer = selfSigned ? [] : ['-CA', authority.certificate, '-CAkey', authority.key];
  const words = ['-addext', `subjectAltName=${names.join(',')}`, '-addext', 'basicConstraints=CA:FALSE'];
  await openssl(
    ['-x509', '-days', '30', '-subj', `/CN=${SERVER_NAME}`, ...words, ...signer],
    certificate,
    key,
  );
  return { certificate, key };
}

async function openssl(args: readonly string[], certificate: string, key: string): Promise<void> {
  await run('openssl', [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...args,
    '-out',
    certificate,
    '-keyout',
    key,
  ]);
}
