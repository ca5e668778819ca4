import type { FormatWriter } from '../format.js';
import { sizeOf, span } from '../../ports/port-spans.js';
import { comment, explain, openings, proof, type PortRequest } from '../../request.js';

/** Docker starts one forwarding process or rule per port: beyond this many the start takes minutes. */
const MANY_PORTS = 1000;

/** An override file for Docker Compose that publishes the ports. */
function writeCompose(request: PortRequest): string {
  const { passive, nat, container } = request;
  const notes = [
    `Use with: docker compose -f ${container?.file ?? 'compose.yaml'} -f FILE up -d${container ? '' : '   (change the name of the service)'}.`,
    nat
      ? 'Docker forwards to the container by itself; the inner address is not needed here.'
      : 'Set pasv_address to the address of the Docker host that clients use, with listen=YES and listen_ipv6=NO.',
    'The passive ports must be the same outside and inside: the reply names them.',
    'If vsftpd answers "425 Security: Bad IP connecting", Docker hides the clients’ addresses: set "userland-proxy": false in /etc/docker/daemon.json.',
    ...(passive && sizeOf(passive) > MANY_PORTS
      ? ['Docker is slow to publish so many ports: narrow the range first.']
      : []),
  ];
  const ports = openings(request).flatMap(({ ports: range, purpose }) => [
    `      # ${purpose}`,
    `      - "${span(range)}:${span(range)}"`,
  ]);
  return `${comment(explain(request, notes))}
services:
  ${container?.service ?? 'vsftpd'}:
    ports:
${ports.join('\n')}

${comment(proof(request))}
`;
}

export const COMPOSE_WRITER: FormatWriter = {
  kind: 'compose',
  rank: 5,
  description: 'the ports of a service',
  language: 'yaml',
  hasGateway: false,
  rules: writeCompose,
};
