// Lists one directory with basic-ftp as its documentation shows it: HOST plain|tls. User and password as the lab tells.
import { Client } from 'basic-ftp';

const [host = '', mode] = process.argv.slice(2);
const { LAB_USER = '', LAB_PASSWORD = '' } = process.env;
const client = new Client();
try {
  await client.access({ host, user: LAB_USER, password: LAB_PASSWORD, secure: mode === 'tls' });
  const entries = await client.list();
  console.log(`${entries.length} entries`);
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  client.close();
}
