import type { Endpoint } from './endpoint.js';

/** Something to copy: a command line, or a display filter for a capture. */
export interface NextStep {
  readonly tool: 'Wireshark' | 'nc' | 'curl' | 'lftp';
  /** What it shows, in a few words. */
  readonly title: string;
  readonly text: string;
}

/** What stands for an address or name that is not known. */
const SERVER = 'SERVER';

/** What to try next with an endpoint; `peer` is the server's address or name, where it is known. */
export function nextSteps(endpoint: Endpoint, peer?: string): readonly NextStep[] {
  const active = endpoint.direction === 'command';
  const server = peer !== undefined && isPlainHost(peer) ? peer : SERVER;
  return [...filters(endpoint), ...(active ? activeSteps(server) : passiveSteps(endpoint, server))];
}

/** Names and addresses only: the text ends up on a command line. */
function isPlainHost(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z.:-]{0,252}$/.test(text);
}

function filters({ kind, port, code }: Endpoint): NextStep[] {
  const reply = code ?? (kind === 'EPSV' ? 229 : 227);
  const control =
    kind === 'PASV' || kind === 'EPSV' ? `ftp.response.code == ${reply}` : `ftp.request.command == "${kind}"`;
  const steps: NextStep[] = [{ tool: 'Wireshark', title: 'every message of this kind', text: control }];
  if (port === null) return steps;
  const data = { tool: 'Wireshark', title: 'the data connection', text: `tcp.port == ${port}` } as const;
  const syn = {
    tool: 'Wireshark',
    title: 'is its first packet answered',
    text: `tcp.port == ${port} && tcp.flags.syn == 1`,
  } as const;
  return [data, syn, ...steps];
}

function passiveSteps({ host: said, port, kind, addressClass }: Endpoint, server: string): NextStep[] {
  // Who dials one of these reaches himself.
  const host = addressClass === 'unspecified' || addressClass === 'loopback' ? null : said;
  const target = host ?? server;
  const steps: NextStep[] = [];
  if (port !== null) {
    steps.push({
      tool: 'nc',
      title: 'does the data port answer, while the session waits',
      text: `nc -zv -w 5 ${target} ${port}`,
    });
    if (host !== null && server !== SERVER && host !== server) {
      steps.push({
        tool: 'nc',
        title: 'does it answer at the server’s own address',
        text: `nc -zv -w 5 ${server} ${port}`,
      });
    }
  }
  const url = `ftp://${server.includes(':') ? `[${server}]` : server}/`;
  const told = '--disable-epsv --no-ftp-skip-pasv-ip';
  if (kind === 'PASV') {
    steps.push(
      {
        tool: 'curl',
        title: 'PASV, to the address in the reply',
        text: `curl -v ${told} --user NAME ${url}`,
      },
      {
        tool: 'curl',
        title: 'PASV, to the server’s own address',
        text: `curl -v --disable-epsv --ftp-skip-pasv-ip --user NAME ${url}`,
      },
      {
        tool: 'lftp',
        title: 'PASV, to the address in the reply',
        text: lftp('set ftp:prefer-epsv no; set ftp:fix-pasv-address no', server),
      },
    );
    return steps;
  }
  steps.push(
    { tool: 'curl', title: 'EPSV', text: `curl -v --user NAME ${url}` },
    { tool: 'lftp', title: 'EPSV', text: lftp('set ftp:prefer-epsv yes', server) },
  );
  return steps;
}

function activeSteps(server: string): NextStep[] {
  const url = `ftp://${server.includes(':') ? `[${server}]` : server}/`;
  return [
    { tool: 'curl', title: 'passive mode instead', text: `curl -v --user NAME ${url}` },
    { tool: 'curl', title: 'active mode', text: `curl -v --ftp-port - --user NAME ${url}` },
    { tool: 'lftp', title: 'passive mode instead', text: lftp('set ftp:passive-mode yes', server) },
  ];
}

function lftp(settings: string, server: string): string {
  return `lftp -d -u NAME -e '${settings}; set net:max-retries 1; ls; bye' ${server}`;
}
