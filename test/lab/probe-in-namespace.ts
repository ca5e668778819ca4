// Runs one probe and prints its run as JSON: what the command line does, before any verdict. Target and options come on
// standard input, so that no list of processes shows the password.
import { text } from 'node:stream/consumers';
import { probe, type ExtraTest, type ProbeOptions, type ProbeTarget } from '../../probe/index.js';

export type LabOptions = Omit<ProbeOptions, 'signal' | 'onStep' | 'onProgress' | 'also'> & {
  readonly also?: readonly ExtraTest[];
};

export interface ProbeRequest {
  readonly target: ProbeTarget;
  readonly options: LabOptions;
}

const { target, options } = JSON.parse(await text(process.stdin)) as ProbeRequest;
const { also = [], ...rest } = options;
const run = await probe(target, { ...rest, also: new Set(also), signal: new AbortController().signal });
process.stdout.write(JSON.stringify(run));
