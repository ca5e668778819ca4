import { attempts, type Check, portReport, whoReadsIt } from '../support/index.js';

export const pasvShape: Check = {
  id: 'PASV-SHAPE',
  title: 'The passive reply has an unusual form',
  severity: 'information',
  cause: 'server-host',
  means: 'Some clients read another address or port than others, or none.',
  decides: 'A 227 that can be read but has no parentheses, has blanks, or another code.',
  spares: 'Replies that were masked or cut.',
  fix: 'Some clients misread this form; EPSV avoids it.',
  metAt: { phase: 'passive-reply', place: 200, asInformation: 80 },
  judgedAt: { phase: 'passive-reply', place: 210 },
  find: (view) =>
    attempts(view)
      .filter(
        ({ it }) =>
          it.mode === 'PASV' &&
          it.endpoint?.problems.includes('pasv-shape') === true &&
          it.endpoint.port !== null,
      )
      .map((one) => portReport(one, { fix: whoReadsIt(one.it) })),
};
