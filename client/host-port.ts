/** `host:port`, with brackets round an IPv6 address. */
export function hostPort(host: string, port: number | string): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The same for names that are kept: upper and lower case are one. */
export function hostPortKey(host: string, port: number): string {
  return hostPort(host.includes(':') ? host : host.toLowerCase(), port);
}
