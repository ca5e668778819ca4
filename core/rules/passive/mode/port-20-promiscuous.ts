import { relatedTo, type Rule, settingRange, setToFix } from '../../support/index.js';

/** Ports below it are the administrator's, unless the kernel is told otherwise. */
const FIRST_FREE_PORT = 1024;

export const port20Promiscuous: Rule = {
  code: 'port-20-promiscuous',
  title: 'Active mode from port 20 without the privilege to use it',
  stage: 'passive',
  severity: 'warning',
  why: 'Port 20 needs a privileged process, so vsftpd normally lets its privileged half open the data connections of active mode. With `port_promiscuous=YES` the unprivileged half opens them itself: with `connect_from_port_20=YES` as well, every transfer after PORT or EPRT ends the session with "500 OOPS: vsf_sysutil_bind". Passive mode is not affected. The one-process model keeps the privilege, an `ftp_data_port` from 1024 up needs none, and neither does a container whose `net.ipv4.ip_unprivileged_port_start` is 0, as Docker sets it.',
  bad: 'connect_from_port_20=YES\nport_promiscuous=YES\n',
  good: 'connect_from_port_20=YES\nport_promiscuous=NO\n',
  checkModel(model, report) {
    const line = model.line('port_promiscuous');
    const dataPort = model.number('ftp_data_port');
    if (!line || model.bool('port_promiscuous') !== true || model.bool('connect_from_port_20') !== true)
      return;
    if (model.bool('port_enable') === false || dataPort === undefined) return;
    if (dataPort === 0 || dataPort >= FIRST_FREE_PORT) return;
    if (model.bool('one_process_model') === true || model.bool('run_as_launching_user') === true) return;
    report({
      ...settingRange(line),
      message: `With port_promiscuous=YES an unprivileged process opens the data connections of active mode and cannot use port ${dataPort}: every transfer in active mode ends with "500 OOPS: vsf_sysutil_bind".`,
      fixes: [
        setToFix(model, 'port_promiscuous', 'NO', line),
        setToFix(model, 'connect_from_port_20', 'NO', line),
      ],
      related: relatedTo(model, ['connect_from_port_20', 'ftp_data_port'], 'Port 20 is asked for here.'),
    });
  },
};
