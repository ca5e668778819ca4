import assert from 'node:assert/strict';
import test from 'node:test';
import { commandBlocks } from '../../../core/shell/documents.js';

test('the commands of a document, with either prompt, are what is left of it', () => {
  const cases = [
    ['```\n$ docker run -p 21:21 ftp\n```\n', ['docker run -p 21:21 ftp']],
    ['```console\n# docker run -p 21:21 ftp\n```\n', ['docker run -p 21:21 ftp']],
    ['```sh\n# docker run -p 21:21 ftp\n```\n', ['# docker run -p 21:21 ftp']],
    ['```sh\n# docker run -d \\\n-p 21:21 ftp\n```\n', ['docker run -d \\', '-p 21:21 ftp']],
    ['```\n# docker run starts it\n```\n', ['# docker run starts it']],
    [
      'Start it:\n\n    # docker run -d \\\n    -p 21:21 ftp\n\nand then\n',
      ['docker run -d \\', '-p 21:21 ftp'],
    ],
    ['Start it:\n\n\tsudo podman run -p 21:21 ftp\n', ['sudo podman run -p 21:21 ftp']],
    ['  * a list\n    docker run -p 21:21 ftp\n', []],
    ['    a quotation\n    docker run -p 21:21 ftp\n', []],
  ] as const;
  for (const [text, commands] of cases) {
    const left = commandBlocks(text);
    assert.equal(left.length, text.length);
    const lines = left.split('\n').map((line) => line.trim());
    assert.deepEqual(
      lines.filter((line) => line !== ''),
      commands,
    );
  }
});
