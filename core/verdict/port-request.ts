import type { ConfigModel } from '../config/index.js';
import type { PortRange, PortRequest } from '../firewall/index.js';
import { serviceOf } from './service-ports.js';

/**
 * What a firewall has to let through for the vsftpd of this file: the ports in force, and what is surprising about
 * them. A sentence where the file does not tell.
 */
export function portRequestOf(model: ConfigModel, nat: PortRequest['nat']): PortRequest | string {
  const service = serviceOf(model);
  if (!service) return whyUnknown(model);
  const { control, implicitTls, passive, tls, controlElsewhere } = service;
  return {
    control,
    implicitTls,
    passive,
    tls,
    nat,
    remarks: [
      ...(passive ? rangeRemarks(model, control, passive) : []),
      ...(controlElsewhere
        ? ['vsftpd is started by inetd or a socket unit: the control port is the one given there.']
        : []),
    ],
  };
}

function whyUnknown(model: ConfigModel): string {
  const control = model.number('listen_port');
  return control !== undefined && (control < 1 || control > 65535)
    ? `listen_port is ${control}: there is no such port.`
    : 'The file leaves listen_port, pasv_min_port or pasv_max_port open (a template?): fill it in first.';
}

function rangeRemarks(model: ConfigModel, control: number, { low, high }: PortRange): readonly string[] {
  const range = model.passiveRange();
  const ignored = [
    ...(range?.minIgnored ? ['pasv_min_port'] : []),
    ...(range?.maxIgnored ? ['pasv_max_port'] : []),
  ].filter((name) => model.isSet(name));
  return [
    ...(ignored.length > 0 ? [`vsftpd ignores ${ignored.join(' and ')}: the value is out of order.`] : []),
    ...(!model.isSet('pasv_min_port') && !model.isSet('pasv_max_port')
      ? ['The file sets no passive range: these are the ports vsftpd then uses.']
      : []),
    ...(control >= low && control <= high ? ['The control port lies inside the passive range.'] : []),
  ];
}
