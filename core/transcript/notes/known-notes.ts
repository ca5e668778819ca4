import type { Channel, NoteSeen } from '../../events/observation.js';

/** A client's or library's sentence that means something for a diagnosis. */
export interface KnownNote {
  readonly note: NoteSeen['note'];
  readonly channel?: Channel;
  readonly pattern: RegExp;
}

/** The first match counts. Sentences of curl, lftp, FileZilla, WinSCP, wget, tnftp, ftplib, basic-ftp, .NET, Java. */
const KNOWN_NOTES: readonly KnownNote[] = [
  {
    note: 'upload-failed',
    channel: 'data',
    // With a count of bytes it broke off midway.
    pattern: /^FAIL (?:UPLOAD|MKDIR): Client "[^"]{2,45}", "[^"]{0,400}"(?:, 0\.00Kbyte\/sec)?$/,
  },
  {
    note: 'no-callback',
    channel: 'data',
    pattern:
      /\bftp_\w{3,12}\(\): (?:PORT|EPRT) command|active data channel timed out|could not accept a data connection|server timed out while waiting for connect/i,
  },
  {
    note: 'address-replaced',
    channel: 'data',
    pattern:
      /passive reply with unroutable address|address returned by PASV seemed to be incorrect|unroutable private IP address|using (?:server|host) address instead|nicht routingf|nicht routbar|adresse non routable|direcci[oó]n no enrutable|indirizzo non instradabile|endere[cç]o n[aã]o rote|немаршрутизируем|无法路由|不可路由|skip (?<skipped>[\d.]{7,15}) for data connection, re-use (?!\k<skipped> )|server sent passive reply with unroutable|external IP address instead/i,
  },
  {
    note: 'address-mismatch',
    channel: 'data',
    pattern:
      /PASV returned another host|PASV IP \S{1,60} is not the same|address (?:returned|received) (?:by|from) PASV (?:does not match|differs)|data connection from unexpected (?:IP|address)|passive mode address mismatch|SECURITY VIOLATION: Passive connection from|data connection ip address \S{1,60} does not match|Host attempting data connection \S{1,60} is not same as server/i,
  },
  {
    note: 'tls-plain-text',
    pattern:
      /wrong version number|WRONG_VERSION_NUMBER|first record does not look like a TLS|unexpected TLS packet|packet with unexpected length|unknown protocol.{0,40}SSL|not an SSL\/TLS record|unrecognized SSL message/i,
  },
  {
    note: 'certificate-untrusted',
    pattern:
      /x509: certificate|self.?signed certificate|unable to (?:get|verify) (?:local issuer|the first) certificate|certificate (?:verification|verify) (?:failed|error)|certificate has expired|certificate is not trusted|server certificate verification failed|unable to get local issuer|hostname mismatch|does not match (?:target host|certificate|requested host)|certificate verification: (?:not trusted|expired|hostname|.{0,40}(?:unknown|not known|does.?n.t match))|certificate (?:common name|subject name|is not yet valid|has been revoked)|no subject alternative|no name matching|certificate.{0,30}(?:invalid|expired)|remote certificate is invalid|CERTIFICATE_VERIFY_FAILED|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_VERIFY|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME|PKIX path/i,
  },
  {
    note: 'tls-error',
    pattern:
      /GnuTLS error|gnutls_(?:handshake|record)|GNUTLS_E_|EOF occurred in violation of protocol|did not reuse SSL session|SSL_(?:connect|read|write|accept)|SSL routines|SSL connection failed|handshake[_ ]fail|authentication failed because the remote party|unexpected EOF or 0 bytes from the transport stream|TLS handshake failed|TLS connection failed|SSL\w{0,20}(?:Error|Exception)|SSL error|ERR_SSL|session reuse required|TLS session of data connection (?:not|has not) resumed|alert (?:number|handshake)|(?:TLS|SSL) alert|fatal alert|SEC_E_\w{3,40}|schannel|SSLHandshakeException|handshake_failure|no shared cipher|dh key too small|unsupported protocol|protocol_version|connection was non-properly terminated/i,
  },
  {
    note: 'not-resolved',
    channel: 'control',
    pattern:
      /could not resolve host|name or service not known|temporary failure in name resolution|nodename nor servname|getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)|unable to resolve host|host name lookup fail|no such host is known|Connection attempt failed with "EAI_/i,
  },
  {
    note: 'timeout',
    channel: 'data',
    // PHP was still connecting when its time was over. Servers wait for the client too.
    pattern:
      /passive data channel timed out|time[d ]{0,2}out waiting for (?:the )?data connection|timed out while making data connection|accept tcp \S{1,60}: i\/o timeout|php_connect_nonb\(\) failed: (?:operation now in progress|no error)/i,
  },
  {
    note: 'refused',
    pattern:
      /connection refused|ConnectionRefusedError|ECONNREFUSED|actively refused|\b10061\b|Verbindung(?:saufbau)? (?:abgelehnt|verweigert)|Connexion refusée|conexi[oó]n rechazada|conex[aã]o recusada|verweigert|rifiutata|odrzucon|odmówion|bağlantı reddedildi|连接被拒绝|拒绝|отказано|отверг|接続が拒否|연결이 거부/i,
  },
  {
    note: 'unreachable',
    pattern:
      /no route to host|network is unreachable|host is unreachable|EHOSTUNREACH|ENETUNREACH|unreachable (?:host|network)|\b1006[05]\b(?=.{0,60}(?:host|unreach))|\b10051\b|destination (?:host|net) unreachable/i,
  },
  {
    note: 'connection-reset',
    pattern:
      /connection reset|ECONNRESET|\b1005[34]\b|forcibly closed|broken pipe|EPIPE|software caused connection abort|ECONNABORTED/i,
  },
  {
    note: 'timeout',
    pattern:
      /\btimed?[ -]?out\b|ETIMEDOUT|\bNet::(?:Read|Open)Timeout\b|\bTimeoutError\b|(?:Socket|Connect)Timeout\w{0,20}|i\/o timeout|did not properly respond after a period|\b10060\b|timeout (?:detected|while|after|-)|zeit(?:ü|ue)berschreitung|délai (?:d.attente|d[ée]pass)|tiempo de espera|tempo (?:limite|esgotad|scadut)|limit czasu|zaman aşımı|超时|逾時|タイムアウト|시간 초과|таймаут|врем[яени]{1,4} ожидания|^timeout\b/i,
  },
  {
    note: 'epsv-fallback',
    channel: 'data',
    pattern:
      /failed EPSV attempt|disabling EPSV|can't connect data stream via EPSV|EPSV (?:failed|not supported|command failed).{0,40}(?:PASV|disabl)|falling back to PASV|switching to PASV|bad PASV\/EPSV response/i,
  },
  {
    note: 'active-fallback',
    channel: 'data',
    pattern:
      /switching passive mode off|switching to active mode|falling back to active|fallback to active mode: on|trying active mode/i,
  },
  {
    note: 'login-failed',
    channel: 'control',
    pattern:
      /access denied: 5?30|login (?:failed|incorrect)|FAIL LOGIN|\bpam_\w{1,20}\([\w-]{0,20}ftpd?:auth\): authentication failure|(?<!FTPS )authentication failed(?! because)|could not log ?in|Access denied\./i,
  },
  {
    note: 'listing-failed',
    channel: 'data',
    pattern:
      /failed to retrieve directory listing|^failure retrieving contents of directory|passive data connection to the \(|can['’]?t open data connection in passive mode|could not retrieve directory listing|error listing directory|Verzeichnisinhalt nicht empfangen|contenu du dossier|Не удалось получить список каталогов|Nie udało się otrzymać listy katalogów|读取目录列表失败|无法取得目录列表|listado del directorio|elenco (?:della|delle) cartell|none of the available transfer strategies work|couldn.t interpret the 227|unknown 227 response|cannot parse PASV|invalid PASV response|could not parse passive host|getting directory listing.{0,20}failed/i,
  },
  {
    note: 'folder-refused',
    channel: 'data',
    // Of wget, curl and a plugin of Jenkins.
    pattern:
      /^No such directory ['‘"]|server denied you to change to the given directory|exception when changing to FTP directory/i,
  },
  {
    note: 'passive-refused',
    channel: 'data',
    // wget says so where the reply to PASV does not begin with 2 (ftp-basic.c), ncftp and netkit too.
    pattern: /^(?:Cannot initiate PASV transfer|Passive mode refused)/,
  },
  {
    note: 'connection-closed',
    channel: 'control',
    pattern:
      /connection closed (?:by (?:server|remote|foreign)|without indication)|server sent FIN packet|remote server has closed|disconnected from server|server (?:unexpectedly )?closed (?:the )?(?:control )?connection|lost connection|\bEOFError|control connection (?:closed|lost)|control socket.{0,20}(?:EOF|closed)|peer closed connection|server closed connection|remote (?:end|host) closed|: (?:unexpected )?EOF$/i,
  },
];

const CURL_CONNECT = /port 21 after (\d{1,9}) ms: could ?n.t connect/i;

/** curl names no cause: a refusal comes within a round trip or two, and silence ends after many seconds. */
export function curlConnect(text: string): KnownNote | null {
  const pattern = CURL_CONNECT;
  const ms = pattern.exec(text.slice(0, SEARCHED_LIMIT))?.[1];
  return ms === undefined
    ? null
    : { note: Number(ms) < 10_000 ? 'refused' : 'timeout', channel: 'control', pattern };
}

/** Notes are looked for in this much of a line. UTF-16 units. */
export const SEARCHED_LIMIT = 600;

/** What servers of other kinds say first: SSH, and where the port is known to be FTP's, web, mail and screen servers. */
const SSH = /^(?:[^\n]{0,200}['"`: ])?(SSH-[12]\.\d{1,2}-.*)$/;
const OTHERS = /^(?:HTTP\/\d(?:\.\d)? \d{3}|\+OK |\* OK (?:\[|IMAP)|RFB \d{3}\.|<!DOCTYPE |<html)/i;

/** All that is looked for in a sentence. */
export const NOTE_WORDS: readonly RegExp[] = [
  ...KNOWN_NOTES.map(({ pattern }) => pattern),
  CURL_CONNECT,
  SSH,
];

/** Another protocol's words in the place of a greeting; null: none. `isFtpPort`: a client was told to speak FTP there. */
export function otherProtocol(text: string, isFtpPort: boolean): string | null {
  const bounded = text.slice(0, SEARCHED_LIMIT);
  if (bounded.includes('SSH-')) return SSH.exec(bounded)?.[1] ?? null;
  return isFtpPort && OTHERS.test(bounded) ? bounded : null;
}

/** One pattern in front of all: most lines of a log are none of these. */
const ANY = new RegExp(KNOWN_NOTES.map(({ pattern }) => pattern.source).join('|'), 'i');

/** An entry of a directory, as servers list them by the thousand. */
const LISTED = /^[-dl](?:[r-][w-][-xsStT]){3}[.+@]? /;

/** Whether a line is one: most lines of a client's log are, and they say nothing about the session. */
export function isListed(line: string): boolean {
  const first = line.charCodeAt(0);
  return (first === 0x2d || first === 0x64 || first === 0x6c) && LISTED.test(line);
}

/** What a sentence of a log means; null: nothing known. */
export function knownNote(text: string): KnownNote | null {
  if (isListed(text)) return null;
  const bounded = text.slice(0, SEARCHED_LIMIT);
  return ANY.test(bounded) ? (KNOWN_NOTES.find(({ pattern }) => pattern.test(bounded)) ?? null) : null;
}
