import type { FormatRow } from './log-line.js';

const TIME = '(?:(?:[\\d/.-]{0,10} ?\\d{1,2}:\\d\\d:\\d\\d(?:\\.\\d{1,6})?) )?(?:\\d{1,8} \\d{1,4} )?';

/** FileZilla's labels, as it and ftptest.net print them, in the languages its users paste. */
const REPLY =
  'Response|Reply|Antwoord|Antwort|Réponse ?|Respuesta|Risposta|Resposta|Ответ|Odpowiedź|响应|回應|応答';
const COMMAND = 'Command|Opdracht|Befehl|Commande ?|Comando|Команда|Polecenie|命令|コマンド|指令';
const NOTE =
  'Status|Error|Fout|Warning|Trace|Fehler|Statut ?|Erreur ?|Estado|Errore|Erro|Stato|Статус|Ошибка|Stan|Błąd|状态|错误|狀態|錯誤|状態|エラー';

/** A time, or a label. */
const LABELLED = /[\d A-Z]/;

/** FileZilla, ftptest.net, WinSCP, FlashFXP, Transmit. */
export const WINDOW_CLIENTS: readonly FormatRow[] = [
  {
    format: 'FileZilla',
    first: LABELLED,
    pattern: new RegExp(`^${TIME}(?:${REPLY}):[\\t ]{0,8}`),
    holds: 'reply',
  },
  {
    format: 'FileZilla',
    first: LABELLED,
    pattern: new RegExp(`^${TIME}(?:${COMMAND}):[\\t ]{0,8}`),
    holds: 'command',
  },
  {
    format: 'FileZilla',
    first: LABELLED,
    pattern: new RegExp(`^${TIME}(?:${NOTE}):[\\t ]{0,8}`),
    holds: 'note',
  },
  { format: 'FileZilla', first: /L/, pattern: /^Listing:[\t ]{1,8}/, holds: 'copy' },
  {
    format: 'WinSCP',
    first: /</,
    pattern: /^< (?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,6}) /,
    holds: 'reply',
  },
  {
    format: 'WinSCP',
    first: />/,
    pattern: /^> (?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,6}) /,
    holds: 'command',
  },
  {
    format: 'WinSCP',
    first: /[.!*]/,
    pattern: /^[.!*] (?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,6}) /,
    holds: 'note',
  },
  { format: 'FlashFXP', first: /\[/, pattern: /^(?:\[(?:[\d:. -]{5,24})\] )?\[R\] /, holds: 'speech' },
  {
    format: 'FlashFXP',
    first: /\[/,
    pattern: /^(?:\[(?:[\d:. -]{5,24})\] )?\[(?:L|C|I)\] /,
    holds: 'speech',
  },
  { format: 'Transmit', first: /C/, pattern: /^Cmd: /, holds: 'command' },
];
