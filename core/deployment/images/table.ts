import type { Image } from './image.js';

const FAURIA_RANGE = {
  range: { low: 'PASV_MIN_PORT', high: 'PASV_MAX_PORT' },
  defaultRange: { low: 21_100, high: 21_110 },
} as const;

export const IMAGES: readonly Image[] = [
  {
    names: ['fauria/vsftpd'],
    source: 'github.com/fauria/docker-vsftpd: Dockerfile, run-vsftpd.sh',
    ...FAURIA_RANGE,
    address: ['PASV_ADDRESS'],
    ownAddress: 'gateway',
  },
  {
    names: ['delfer/alpine-ftp-server'],
    source: 'github.com/delfer/docker-alpine-ftp-server: start_vsftpd.sh',
    range: { low: 'MIN_PORT', high: 'MAX_PORT' },
    defaultRange: { low: 21_000, high: 21_010 },
    address: ['ADDRESS'],
    ownAddress: 'container',
    login: { variable: 'USERS', value: 'alpineftp|alpineftp' },
  },
  {
    names: ['panubo/vsftpd'],
    source: 'github.com/panubo/docker-vsftpd: entry.sh, vsftpd.conf',
    defaultRange: { low: 4559, high: 4564 },
    address: [],
    ownAddress: 'container',
  },
  {
    names: ['million12/vsftpd'],
    source: 'github.com/million12/docker-vsftpd: bootstrap.sh, vsftpd.conf',
    defaultRange: { low: 21_100, high: 21_110 },
    address: [],
    ownAddress: 'container',
  },
  {
    names: ['bfren/ftps'],
    source: 'github.com/bfren/docker-ftps: README, templates/vsftpd.conf.esh',
    range: { low: 'BF_FTPS_VSFTPD_MIN_PORT', high: 'BF_FTPS_VSFTPD_MAX_PORT' },
    defaultRange: { low: 18_700, high: 18_710 },
    address: ['BF_FTPS_EXTERNAL_IP', 'BF_FTPS_EXTERNAL_URI'],
    ownAddress: 'none',
  },
  {
    names: ['garethflowers/ftp-server'],
    source:
      'github.com/garethflowers/docker-ftp-server: Dockerfile, src/vsftpd.conf, src/docker-entrypoint.sh',
    defaultRange: { low: 40_000, high: 40_009 },
    address: ['PUBLIC_IP'],
    ownAddress: 'container',
    login: { variable: 'FTP_PASS', value: 'bar' },
  },
  {
    names: ['stilliard/pure-ftpd'],
    source: 'github.com/stilliard/docker-pure-ftpd: Dockerfile, run.sh',
    range: { both: 'FTP_PASSIVE_PORTS' },
    defaultRange: { low: 30_000, high: 30_009 },
    address: ['PUBLICHOST'],
    ownAddress: 'none',
  },
];

/** The image that a reference names: `docker.io/fauria/vsftpd:latest`. */
export function imageNamed(reference: string): Image | undefined {
  const [tagged = ''] = reference.split('@', 1);
  const bare = tagged.replace(/:[\w.-]{1,128}$/, '');
  const name = bare.replace(/^(?:(?:index\.|registry-1\.)?docker\.io|ghcr\.io|quay\.io)\//, '').toLowerCase();
  return IMAGES.find(({ names }) => names.includes(name));
}
