import type { Product } from './product.js';

/** Directive reference of 1.3.8 (proftpd-doc); what it leaves open was tried with that version. */
export const PROFTPD: Product = {
  key: 'proftpd',
  name: 'ProFTPD',
  // Its FEAT tells where the greeting is hidden: no other server lists these facts for MFF.
  signs: /ProFTPD|Direct comments to \S{1,100}@|MFF modify;UNIX\.group/i,
  settings: {
    pasv_address: 'MasqueradeAddress',
    pasv_min_port: 'PassivePorts',
    pasv_max_port: 'PassivePorts',
    pasv_promiscuous: 'AllowForeignAddress',
    port_promiscuous: 'AllowForeignAddress',
    idle_session_timeout: 'TimeoutIdle',
    data_connection_timeout: 'TimeoutStalled',
    max_clients: 'MaxClients',
    max_per_ip: 'MaxClientsPerHost',
    ssl_enable: 'TLSEngine',
    rsa_cert_file: 'TLSRSACertificateFile',
    rsa_private_key_file: 'TLSRSACertificateKeyFile',
    ssl_ciphers: 'TLSCipherSuite',
    local_max_rate: 'TransferRate',
    anon_max_rate: 'TransferRate',
    ftpd_banner: 'ServerIdent',
    require_cert: 'TLSVerifyClient',
    ca_certs_file: 'TLSCACertificateFile',
  },
  switches: { YES: 'on', NO: 'off' },
};
