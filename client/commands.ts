// What the FTP commands do: one bundle, loaded when the first of them is run.
export { decodeReplies, encodeAddress } from './decode.js';
export { probeServer, revivePanel } from './probe.js';
export { diagnose, show as showTranscript } from './transcript.js';
