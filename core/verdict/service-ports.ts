import { ConfigModel } from '../config/index.js';
import { startedWith, type StartedConfig } from '../deployment/index.js';
import type { ComparedFile } from '../firewall/index.js';
import type { ServicePorts } from '../firewall/service.js';

/**
 * The TCP ports that vsftpd really uses with this file: effective values, not written ones. Null where the file leaves
 * the control port or the passive range open (a template), or names a control port that does not exist.
 */
export function serviceOf(model: ConfigModel): ServicePorts | null {
  const control = model.number('listen_port');
  const range = model.passiveRange();
  if (control === undefined || control < 1 || control > 65535 || !range) return null;
  const tls = model.bool('ssl_enable') === true;
  const implicitTls = tls && model.bool('implicit_ssl') === true;
  return {
    control,
    implicitTls,
    ...(isStartedElsewhere(model) ? { controlElsewhere: true } : {}),
    ...(isOnIpv4Only(model) ? { ipv4Only: true } : {}),
    passive: model.bool('pasv_enable') === false ? null : { low: range.low, high: range.high },
    ...activeSource(model),
    tls,
    ...(tls && (implicitTls || isForced(model)) ? { tlsForced: true } : {}),
    advertised: advertisedOf(model),
  };
}

/** Not known where every PASV ends the session: that is said of the line itself. */
function advertisedOf(model: ConfigModel): string | null | undefined {
  const text = model.text('pasv_address');
  return text && !/^[\d.]+$/.test(text) && model.bool('pasv_addr_resolve') === false ? undefined : text;
}

/** Neither listener is on: inetd or a socket unit has the port. Who sets listen_port means that one all the same. */
function isStartedElsewhere(model: ConfigModel): boolean {
  return model.bool('listen') === false && model.bool('listen_ipv6') === false && !model.isSet('listen_port');
}

/** With listen_ipv6 Linux takes connections over both (standalone.c binds one socket of one family). */
function isOnIpv4Only(model: ConfigModel): boolean {
  return model.bool('listen') === true && model.bool('listen_ipv6') === false;
}

function isForced(model: ConfigModel): boolean {
  const local = model.bool('local_enable') === false || model.bool('force_local_logins_ssl') === true;
  const anonymous = model.bool('anonymous_enable') === false || model.bool('force_anon_logins_ssl') === true;
  return local && anonymous;
}

/** vsftpd binds active mode's connections to ftp_data_port only with connect_from_port_20=YES (ftpdataio.c). */
function activeSource(model: ConfigModel): { active?: number | null } {
  if (model.bool('port_enable') !== true) return {};
  const bound = model.bool('connect_from_port_20');
  if (bound === undefined) return {};
  if (!bound) return { active: null };
  const port = model.number('ftp_data_port');
  return port === undefined || port < 1 || port > 65535 ? {} : { active: port };
}

/** The service as it is started with the files that it is deployed with, and what those give to it. */
export function deployedService(
  { document, build }: ConfigModel,
  files: readonly ComparedFile[],
): { readonly service: ServicePorts | null } & Pick<StartedConfig, 'given'> {
  const { document: started, given } = startedWith(document, files);
  return { service: serviceOf(new ConfigModel(started, build)), given };
}
