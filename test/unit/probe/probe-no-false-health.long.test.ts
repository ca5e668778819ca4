/** One reply of a sound server replaced, on the wire: step × outcome. Where nothing was listed there is an error. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../../core/verdict/index.js';
import type { Handler, Script } from '../scripted-ftp-server.js';
import { CERTIFICATE, probeScript } from '../scripted-probe.js';

const CODES = [
  110, 120, 125, 150, 200, 211, 215, 220, 221, 226, 227, 229, 230, 232, 234, 250, 257, 331, 332, 334, 350,
  421, 425, 426, 431, 450, 451, 452, 500, 501, 502, 503, 504, 522, 530, 532, 534, 536, 550, 552, 600, 631,
];
const OTHERS: Readonly<Record<string, Handler>> = {
  garbage: (_, { socket }) => (socket.write('\u0000\u0001 no reply\r\n\r\n'), undefined),
  silence: () => undefined,
  close: (_, { socket }) => (socket.end(), undefined),
  reset: (_, { socket }) => (socket.destroy(), undefined),
};
const OUTCOMES: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(CODES.map((code) => [`${code}`, () => `${code} Odd.`])),
  ...OTHERS,
};

/** After the data, in place of 226. */
function afterTransfer(handler: Handler): Handler {
  return async (argument, session) => {
    session.reply('150 Here it comes.');
    const data = await session.data();
    data.end('-rw-r--r-- 1 0 0 6 Nov 21 06:29 f.txt\r\n');
    return handler(argument, session);
  };
}

function greeted(code: string): Script {
  return { greeting: (socket) => socket.write(`${code} Odd.\r\n`) };
}

const STEPS: Readonly<Record<string, (handler: Handler, name: string) => Script>> = {
  greeting: (_, name) => (/^\d/.test(name) ? greeted(name) : { greeting: '<html>\r\n' }),
  ...Object.fromEntries(
    ['AUTH', 'PBSZ', 'PROT', 'USER', 'PASS', 'FEAT', 'TYPE', 'STAT', 'PASV', 'EPSV', 'LIST'].map((verb) => [
      verb,
      (handler: Handler): Script => ({ commands: { [verb]: handler } }),
    ]),
  ),
  'both modes': (handler) => ({ commands: { PASV: handler, EPSV: handler } }),
  'after the transfer': (handler) => ({ commands: { LIST: afterTransfer(handler) } }),
};

for (const [step, scriptOf] of Object.entries(STEPS))
  for (const kind of ['none', 'auto'] as const)
    test(`${step}, ${kind === 'none' ? 'in clear' : 'under TLS'}`, { concurrency: 8 }, async (t) => {
      await Promise.all(
        Object.entries(OUTCOMES).map(([name, handler]) =>
          t.test(name, async () => {
            const script = { ...(kind === 'auto' ? { tls: CERTIFICATE } : {}), ...scriptOf(handler, name) };
            const { run } = await probeScript(script, { tls: kind, insecure: true }, { samples: 2 });
            const [first] = judge({ witness: 'probe', observations: run.observations }).findings;
            const isListed = run.steps.some(({ id, status }) => id === 'list' && status === 'pass');
            const words = JSON.stringify(run.steps.map(({ id, status, detail }) => [id, status, detail]));
            if (!isListed) assert.equal(first?.severity, 'error', words);
          }),
        ),
      );
    });
