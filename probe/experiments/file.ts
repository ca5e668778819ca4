import { compareFile, workingWay } from '../session/index.js';
import type { Experiment } from './experiment.js';

export const file: Experiment = {
  id: 'file',
  label: 'File',
  help: 'Fetches at most 8 KB of one file of the directory, where no listing has filled a packet yet.',
  doing: 'fetching a file',
  when: ['listed'],
  async run({ run, facts: { listing, tries }, control }) {
    const good = workingWay(tries);
    if (good !== null && listing !== undefined) await compareFile(control, run, listing, good);
  },
};
