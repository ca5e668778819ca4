/**
 * Packet captures. `CaptureReader` reads pcap and pcapng piece by piece and gives the events that a transcript gives, with
 * the number of the packet for the line. Pure; no input makes it throw.
 */
export { captureCommand } from './command.js';
export { isCapture } from './files/frame-reader.js';
export { compareCaptures, type Difference } from './compare.js';
export { CaptureReader, type CaptureOptions } from './reader.js';
