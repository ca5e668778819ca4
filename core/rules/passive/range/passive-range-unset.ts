import { valueRange, type Rule, passiveAddress } from '../../support/index.js';

export const passiveRangeUnset: Rule = {
  code: 'passive-range-unset',
  title: 'A public address but no passive range',
  stage: 'passive',
  severity: 'information',
  why: 'With `pasv_address` the server sits on a NAT network, so every passive port must be forwarded. Without `pasv_min_port` and `pasv_max_port` that is any port from 5001 to 65535. A narrow range, forwarded and opened, is what works.',
  bad: 'pasv_address=8.8.4.4\n',
  good: 'pasv_address=8.8.4.4\npasv_min_port=50000\npasv_max_port=50199\n',
  checkModel(model, report) {
    const line = model.line('pasv_address');
    const range = model.passiveRange();
    if (!line || !range || !model.text('pasv_address') || model.bool('pasv_enable') === false) return;
    const seen = passiveAddress(model);
    if (!seen || (!seen.address && !seen.resolve)) return;
    if (model.isSet('pasv_min_port') || model.isSet('pasv_max_port')) return;
    report({
      ...valueRange(line),
      message: `No passive range is set, so any port from ${range.low} to ${range.high} is used: NAT would have to forward them all.`,
      fixes: [
        {
          title: 'Add pasv_min_port=50000 and pasv_max_port=50199',
          edits: [
            { start: line.start, end: line.start, newText: 'pasv_min_port=50000\npasv_max_port=50199\n' },
          ],
        },
      ],
    });
  },
};
