import type { Product } from './product.js';

/** pure-ftpd(8), pure-ftpd-wrapper(8), README.TLS and pure-ftpd.conf of 1.0.50; what they leave open was tried with it. */
export const PURE_FTPD: Product = {
  key: 'pureFtpd',
  name: 'Pure-FTPd',
  signs:
    /Pure-?FTPd|^Too many connections \(\d{1,9}\) from this IP|users \(the maximum\) are already logged in/i,
  settings: {
    pasv_address: 'ForcePassiveIP',
    pasv_min_port: 'PassivePortRange',
    pasv_max_port: 'PassivePortRange',
    idle_session_timeout: 'MaxIdleTime',
    data_connection_timeout: 'MaxIdleTime',
    max_clients: 'MaxClientsNumber',
    max_per_ip: 'MaxClientsPerIP',
    ssl_enable: 'TLS',
    rsa_cert_file: 'CertFile',
    rsa_private_key_file: 'CertFile',
    ssl_ciphers: 'TLSCipherSuite',
    local_max_rate: 'UserBandwidth',
    anon_max_rate: 'AnonymousBandwidth',
  },
};
