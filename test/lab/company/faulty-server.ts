// An FTP server with one fault that vsftpd cannot have. Arguments: the fault, port.
import { readFileSync } from 'node:fs';
import { startScriptedServer, tuple, type Handler } from '../../unit/scripted-ftp-server.js';
import { ADDRESS } from '../topology.js';
import { FAULTS, isFault } from './faults.js';

const [fault = '', port = '21'] = process.argv.slice(2);
const { LAB_CERTIFICATE = '', LAB_KEY = '' } = process.env;
if (!isFault(fault)) throw new Error(`There is no fault ${fault}.`);

const pasv: Handler = async (_, session) =>
  `227 Entering Passive Mode (${tuple(ADDRESS.serverPublic, await session.listen())}).`;

const { commands = {}, withTls = false, ticketKeys, ...script } = FAULTS[fault];
await startScriptedServer({
  at: { host: ADDRESS.server, port: Number(port) },
  ...(withTls
    ? {
        requirePrivate: true,
        tls: {
          cert: readFileSync(LAB_CERTIFICATE),
          key: readFileSync(LAB_KEY),
          ...(ticketKeys ? { ticketKeys } : {}),
        },
      }
    : {}),
  ...script,
  commands: { PASV: pasv, ...commands },
});
console.log('ready');
