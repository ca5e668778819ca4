// Runs one probe and prints its run as JSON: what the command line does, before any verdict. Target and options come on
// standard input, so that no list of processes shows the password.
import { text } from 'node:stream/consumers';
import { probe, type ProbeOptions, type ProbeTarget } from '../../probe/index.js';

export interface ProbeRequest {
  readonly target: ProbeTarget;
  readonly options: Omit<ProbeOptions, 'signal' | 'onStep'>;
}

const { target, options } = JSON.parse(await text(process.stdin)) as ProbeRequest;
const run = await probe(target, { ...options, signal: new AbortController().signal });
process.stdout.write(JSON.stringify(run));
