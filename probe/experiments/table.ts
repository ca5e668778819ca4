// Written by "npm run generate" from the files of this folder.
import { active } from './active.js';
import { otherAddresses } from './addresses.js';
import { anonymous } from './anonymous.js';
import { clear } from './clear.js';
import { client } from './client.js';
import { file } from './file.js';
import { foreign } from './foreign.js';
import { idle } from './idle.js';
import { inject } from './inject.js';
import { modes } from './modes.js';
import { oldTls } from './old-tls.js';
import { quietTls } from './quiet-tls.js';
import { secondActive } from './second-active.js';
import { secondConnection } from './second-connection.js';
import { smallTls } from './small-tls.js';
import { smallTransfer } from './small-transfer.js';
import { unresumed } from './unresumed.js';
import { upload } from './upload.js';
import type { Experiment } from './experiment.js';

/** Every experiment, by the name of its file. */
// prettier-ignore
export const EXPERIMENTS: readonly Experiment[] = [
  active, otherAddresses, anonymous, clear, client, file, foreign, idle, inject, modes, oldTls, quietTls,
  secondActive, secondConnection, smallTls, smallTransfer, unresumed, upload,
];
