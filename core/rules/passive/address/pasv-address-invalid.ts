import { valueRange, passiveAddress, type Rule, isAddressPlaceholder } from '../../support/index.js';

export const pasvAddressInvalid: Rule = {
  code: 'pasv-address-invalid',
  title: 'Not a valid advertised address',
  stage: 'passive',
  severity: 'error',
  fault: 'pasv-address-surprise',
  files: ['main', 'per-user'],
  why: 'The text of `pasv_address` is read only when a client sends PASV: then the session ends with "500 OOPS: invalid pasv_address". Clients that use EPSV never notice. A name needs `pasv_addr_resolve=YES`; quotes, commas, IPv6 addresses and numbers over 255 are not accepted.',
  bad: 'pasv_address=ftp.example.com\n',
  good: 'pasv_address=ftp.example.com\npasv_addr_resolve=YES\n',
  checkModel(model, report) {
    const seen = passiveAddress(model);
    // That the lines end with CR LF is another finding.
    if (!seen || seen.address || seen.line.value.endsWith('\r')) return;
    const { line, text, resolve } = seen;
    const unquoted = /^["'](.*)["']$/.exec(text)?.[1];
    // What stands after an address tells of it, and is none.
    const placeholder = !/^[\d.]{7,15}\s/.test(text) && isAddressPlaceholder(text);
    const name =
      !placeholder &&
      /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$/.test(text) &&
      /[A-Za-z]/.test(text);
    const literal6 = /^[0-9a-fA-F.]*:[0-9a-fA-F:.]*$/.test(text);
    if (resolve) {
      if (!placeholder && (name || !/[^A-Za-z0-9._-]/.test(text))) return;
      report({
        ...valueRange(line),
        stage: 'start',
        message: `With pasv_addr_resolve=YES vsftpd looks this up at start and ends: "500 OOPS: cannot resolve host:${printable(text)}".`,
      });
      return;
    }
    report({
      ...valueRange(line),
      // A script or a person may still fill it in.
      ...(placeholder ? { severity: 'warning' as const } : {}),
      message: literal6
        ? 'PASV can carry only an IPv4 address: with this one every PASV ends the session ("500 OOPS: invalid pasv_address").'
        : `${name ? (model.kind === 'main' ? 'A name needs pasv_addr_resolve=YES' : "A name in a user's file is never looked up") : placeholder ? 'This stands for an address that is still to be filled in' : 'Not a valid IPv4 address'}: every PASV ends the session ("500 OOPS: invalid pasv_address").`,
      fixes: [
        ...(unquoted === undefined
          ? []
          : [
              {
                title: 'Remove the quotes',
                edits: [{ start: line.valueStart, end: line.end, newText: unquoted }],
                safe: true,
              },
            ]),
        ...(name && model.kind === 'main'
          ? [
              {
                title: 'Add pasv_addr_resolve=YES',
                edits: [{ start: line.start, end: line.start, newText: 'pasv_addr_resolve=YES\n' }],
              },
            ]
          : []),
      ],
    });
  },
};

/** A text from the file in a message: bounded, printable. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 80);
}
