import { BUILD, CONFIG, FAIL, IGNORE, SETTINGS } from './shared.js';
import type { CommandWords } from './words.js';

export const DECODE_FORMATS = ['text', 'json'] as const;

export const DECODE = {
  name: 'decode',
  takes: '[FILE [FILE]]',
  help: "Finds every 227, 229, PORT and EPRT in a text and says what a transcript proves. Any log of any length, or a packet capture (pcap, pcapng), both also gzipped; FILE may be - for standard input, which is also the default. Two files are told side by side: captures of one session from the client’s and the server’s end. To make a capture: tcpdump -i any -s 0 -w ftp.pcap 'tcp or icmp or icmp6'",
  options: {
    peer: {
      type: 'string',
      takes: 'ADDRESS',
      help: 'numeric address of the server, where the text does not name it',
    },
    config: { ...CONFIG, help: 'the server’s vsftpd.conf, to compare ports with its passive range' },
    build: BUILD,
    ignore: IGNORE,
    settings: SETTINGS,
    format: {
      type: 'string',
      default: 'text',
      takes: 'FORMAT',
      values: DECODE_FORMATS,
      help: 'how it is printed',
    },
    'fail-on': FAIL,
  },
} satisfies CommandWords;
