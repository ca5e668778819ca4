import { nameRange, type Rule } from '../../support/index.js';

export const pasvAddrResolveGarbage: Rule = {
  code: 'pasv-addr-resolve-garbage',
  title: 'pasv_addr_resolve advertises 16,0,0,0',
  stage: 'passive',
  severity: 'warning',
  why: 'A patch in RHEL 9 and Fedora copies the length of the address instead of the address: with `pasv_addr_resolve=YES` every PASV reply says 16,0,0,0, even if `pasv_address` is numeric. Write the numeric address and turn resolving off.',
  bad: 'pasv_address=8.8.4.4\npasv_addr_resolve=YES\n',
  good: 'pasv_address=8.8.4.4\n',
  exampleBuild: 'el9',
  checkModel(model, report) {
    const line = model.line('pasv_addr_resolve');
    if (!line || !model.build.resolveAdvertisesGarbage || model.bool('pasv_addr_resolve') !== true) return;
    if (!model.text('pasv_address') || model.bool('pasv_enable') === false) return;
    report({
      ...nameRange(line),
      message:
        'This build then advertises 16,0,0,0 in every PASV reply. Give the numeric address without pasv_addr_resolve.',
      fixes: [
        {
          title: 'Set pasv_addr_resolve=NO',
          edits: [{ start: line.valueStart, end: line.end, newText: 'NO' }],
        },
      ],
    });
  },
};
