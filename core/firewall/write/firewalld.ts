import { comment, explain, helperNotes, portList, type PortRequest } from '../request.js';

/** A shell script of firewall-cmd lines for the default zone. */
export function writeFirewalld(request: PortRequest): string {
  const { nat } = request;
  const use = 'Run with: sh FILE   (default zone; add --zone=NAME for another).';
  const helper = helperNotes(request, [
    '  firewall-cmd --permanent --add-service=ftp',
    'which also opens port 21.',
  ]);
  const lines = portList(request, '-').map((ports) =>
    nat
      ? `firewall-cmd --permanent --add-rich-rule='rule family="ipv4" destination address="${nat.outer}" forward-port port="${ports}" protocol="tcp" to-port="${ports}" to-addr="${nat.inner}"'`
      : `firewall-cmd --permanent --add-port=${ports}/tcp`,
  );
  return `#!/bin/sh\n${comment(explain(request, [use]))}\nset -e\n\n${[...lines, 'firewall-cmd --reload'].join('\n')}\n\n${comment(helper)}\n`;
}
