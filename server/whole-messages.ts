import { Writable } from 'node:stream';

/**
 * The library writes a message in two parts, its header and its body, and each would cost a call of the system and wake
 * the client. Here the header waits for its body.
 */
export function wholeMessages(output: NodeJS.WritableStream): Writable {
  let header: Buffer | undefined;
  return new Writable({
    write(part: Buffer, _encoding, done) {
      if (header === undefined) {
        header = part;
        done();
        return;
      }
      const whole = Buffer.concat([header, part]);
      header = undefined;
      output.write(whole, done);
    },
  });
}
