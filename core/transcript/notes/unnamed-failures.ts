import type { TextPlace } from '../../events/finding.js';
import { isUntouched, type LoggedSession } from '../sessions/session.js';
import { isItem, isPersonal, isRunning } from '../prose.js';
import { isStatusLabel } from './notes-by-place.js';

/** What a program says where something went wrong, whatever it was. */
const FAILURE =
  /\b(?:errors?|fail(?:ed|ure|s)?|fatal|unable to|cannot|can['’]t|could(?: ?n['’]t| not)|does(?: not|n['’]t) exist|aborted|denied|exception)\b|^\w{0,4}ftp: \w{3,10}: /i;
/** A program with FTP in its name at the head of a line, after a time or bracket, or with words that no change has. */
const PROGRAM =
  /^(?:\[|\d{2,4}[-:./]\d\d|[EF][ /]\S).{0,40}?[\w.]{0,30}ftp[\w.:/-]{0,60}|^[\w.]{0,30}ftp[\w.]{0,30}: (?:curl|connect|cannot|can['’]t|unable|could not|failed)\b/i;
/** Names in them are no words. */
const URLS = /\bftps?:\/\/\S{1,300}/gi;
/** After a time. */
const NAMED = /^.{0,60}\b(?:ftp|PASV|EPSV)/i;
const CHANGE =
  /\b(?:fix\w*|handle[sd]?|adds?|added|avoid|ignore|support|improve|allow|use|remove|make|test)\b/i;
/** curl in active mode cannot print an address, and goes on. */
const HARMLESS = /^\W{0,4}sa_addr inet_ntop\(\)/;
/** FileZilla's words for a connection that it could not make. */
const UNCONNECTED = /^could not connect to server$/i;
/** An error that names FTP itself: the type of an exception, a function of a library, the words of a box. */
const OF_FTP =
  /^\W{0,8}(?:[\w$]{1,40}\.){0,8}\w{0,40}ftp\w{0,40}(?:Error|Exception|Fault)\b(?: ?[:([]|$)|^.{0,200}?\bFTP (?:error|exception|failure)\b ?[:\d(]|\bftp_(?:f|nb_f?)?(?:put|get|connect|login|nlist|rawlist|mlsd|chdir|mkdir)\(\): \S|\b(?:error|failed|cannot|can['’]t|unable|bad|invalid|malformed|refused)\b.{0,40}\b(?:PASV|EPSV|passive (?:host|port|response|reply|address))\b|\berror occurred .{1,60} FTP server\b|\bconnect to .{1,120}[:, ](?:21|990)\b|\bNet\/FTP[\w/]{0,40}\.pm line \d|\bFTP:(?:CONNECTIVITY|ACCESS_DENIED|SERVICE_NOT_AVAILABLE|CANNOT_REACH|CONNECTION_TIMEOUT|RETRY_EXHAUSTED|DISCONNECTED)\b/i;
/** An exception as languages print it at the start of a line; its stack may tell that it is about FTP. */
const RAISED = /^\W{0,8}(?:[\w$]{1,40}\.){0,8}(?:[A-Z]\w{0,60})?(?:Error|Exception|Fault)(?: ?[:([]|\s*$)/;
/** A program's own text, and prose about one. */
const SOURCE =
  /^\s{0,40}(?:[*#/+•-]\s|(?:throw|catch|try|new|except|import|class|def|return|if|raise|public|private|from)\b)|[;{}]\s*$|[)'"] ?=>|\b(?:thrown(?! in \S{1,300} on line)|raised|instead of|when|should|if|you|we|this)\b/i;
/** Texts that people paste without any dialogue are short. */
const PASTED_LINES = 50;

/** What stands in front of the words. */
interface Front {
  /** Of a window. */
  readonly label: string | undefined;
  readonly wrapping: RegExp;
  /** A time, in front of every line. */
  readonly isTimed: boolean;
}

/**
 * Whether a sentence tells of a failure that has no name here: the first of them is quoted where nothing else explains
 * why nothing was transferred.
 */
export function isUnnamedFailure(
  session: LoggedSession,
  text: string,
  { line }: TextPlace,
  { label, wrapping, isTimed }: Front,
): boolean {
  const whole = text.slice(0, 600);
  const bounded = whole.replace(wrapping, '');
  if (HARMLESS.test(bounded)) return false;
  if (isUntouched(session)) {
    if (line >= PASTED_LINES || SOURCE.test(bounded)) return false;
    if (label !== undefined && UNCONNECTED.test(bounded.trim())) return true;
    const isNear = session.urlAt !== undefined && line - session.urlAt < NEAR_LINES;
    const words = bounded.replace(URLS, '');
    const isText = CHANGE.test(words) || isPersonal(words);
    const isLogged = PROGRAM.test(whole) || (isTimed && NAMED.test(bounded));
    const isNamed = !isText && (isRunning(bounded) ? isNear && isTimed : isNear || isLogged);
    return OF_FTP.test(bounded) || (isNamed && FAILURE.test(bounded));
  }
  if (label !== undefined && session.statusLabel !== undefined) return !isStatusLabel(session, label);
  const { commands, lastReply, target, spokenAt } = session;
  const isBegun = [220, 227, 229, 230, 331, 530].includes(lastReply?.code ?? 0);
  const isTalking = (session.greeted && (commands > 0 || isBegun)) || target !== undefined;
  const isBelow = isTalking && spokenAt !== undefined && line - spokenAt <= NEAR_LINES;
  return (
    isBelow && (FAILURE.test(bounded) || OF_FTP.test(bounded)) && !isPersonal(bounded) && !isItem(bounded)
  );
}

const ERRORS = /^(?:Error|Fehler|Erreur|Errore|Erro|Ошибка|Błąd|错误|錯誤|エラー)$/u;

/** Whether a window or a program puts it in front of what went wrong. */
export function isErrorLabel(label: string | undefined): boolean {
  return label !== undefined && ERRORS.test(label);
}

/** An exception of which only the stack can tell whether it is about FTP. */
export function isRaised(text: string): boolean {
  return RAISED.test(text.slice(0, 600)) && !SOURCE.test(text.slice(0, 600));
}

/** How far below a dialogue, or the URL of an FTP server, a program's words are about it. */
const NEAR_LINES = 12;
