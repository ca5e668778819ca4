import { streamOf, writtenLogs, valueRange, setToFix, type Rule } from '../../support/index.js';

export const logToStream: Rule = {
  code: 'log-to-stream',
  title: 'The log goes to /dev/stdout or /dev/stderr',
  stage: 'connection',
  severity: 'error',
  why: 'Each session opens the log anew, and there file descriptors 0, 1 and 2 are the client\'s socket, which cannot be opened as a file: every connection ends with "500 OOPS: failed to open vsftpd log file:/dev/stdout". /dev/stderr, /dev/fd/1 and /proc/self/fd/1 are the same. In a container write to a file, and let the start script show it: `tail -F /var/log/vsftpd.log &`.',
  bad: 'xferlog_enable=YES\nvsftpd_log_file=/dev/stdout\n',
  good: 'xferlog_enable=YES\nvsftpd_log_file=/var/log/vsftpd.log\n',
  checkModel(model, report) {
    for (const { name, label } of writtenLogs(model)) {
      const line = model.line(name);
      const path = line && model.text(name);
      const stream = path ? streamOf(path) : undefined;
      if (!line || !path || !stream) continue;
      const file = name === 'xferlog_file' ? '/var/log/xferlog' : '/var/log/vsftpd.log';
      report({
        ...valueRange(line),
        ...(stream === 'standard' ? {} : { severity: 'warning' as const }),
        message: `Every connection ends with "500 OOPS: failed to open ${label} log file:${shown(path)}": ${stream === 'standard' ? "in a session this is the client's socket, not a file" : 'in a session this is not what it is for the shell'}.`,
        fixes: [setToFix(model, name, file, line)],
      });
    }
  },
};

function shown(path: string): string {
  return path.replace(/[^ -~]/g, '?').slice(0, 60);
}
