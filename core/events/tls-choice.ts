/**
 * How to protect the control connection. `auto` asks for explicit TLS and goes on in clear only where the server
 * does not offer it; `explicit` and `implicit` never send a password in clear.
 */
export const TLS_CHOICES = ['auto', 'none', 'explicit', 'implicit'] as const;

export type TlsChoice = (typeof TLS_CHOICES)[number];
