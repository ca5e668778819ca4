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
  /** Valid until yesterday. */
  readonly expired?: boolean;
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
  { names = NAMES, selfSigned = false, expired = false }: ServerCertificate = {},
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
  if (expired) await expire({ certificate, key }, authority);
  return { certificate, key };
}

/** Asks for it anew, and signs it with an end that is over: `req` itself takes none. */
async function expire({ certificate, key }: ServerFiles, authority: Authority): Promise<void> {
  const request = `${certificate}.request`;
  await run('openssl', [
    'x509',
    '-in',
    certificate,
    '-x509toreq',
    '-signkey',
    key,
    '-copy_extensions',
    'copyall',
    '-out',
    request,
  ]);
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-copy_extensions', 'copyall'];
  await run('openssl', ['x509', '-req', '-in', request, '-days', '-1', ...signer, '-out', certificate]);
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
