#!/usr/bin/env node
// Stands in for the desktop's `code`: takes the arguments that @vscode/test-electron passes, boots VS Code's web host
// and a browser, and exits with the result of the tests. It also lets the tests press keys and read what is on screen.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensurePackages } from '../../../scripts/debian.mjs';
import { startWebHost } from '../../../scripts/web-host.mjs';
import { Screen } from './screen.mjs';

const BROWSER = '/usr/bin/chromium';
const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Without a word from the tests for so long they are stuck. Milliseconds. */
const SILENCE = 300_000;

/** The first page of a machine that does much else. Milliseconds. */
const LOADING = 120_000;

/** Pictures of the window at the moment an action failed. */
const FAILURES = path.resolve('.cache', 'editor-failures');

const option = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--'));

if (ensurePackages(['chromium']).length > 0 && !existsSync(BROWSER)) process.exit(1);
process.exit(await main());

async function main() {
  const ends = [];
  try {
    return await runTests(ends);
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    for (const end of ends.reverse()) await end().catch(() => undefined);
  }
}

async function runTests(ends) {
  const screen = new Screen();
  const watch = watchdog();
  const driver = await serve(async (request) => {
    watch.alive();
    return screen.act(request).catch(async (error) => {
      const picture = path.join(FAILURES, `${Date.now()}.png`);
      await screen.page.screenshot({ path: picture });
      throw new Error(`${error.message}\nSee ${picture}`);
    });
  });
  ends.push(async () => driver.close());
  const host = await startWebHost({
    dataDir: option('user-data-dir'),
    env: { VSFTPD_LENS_DRIVER: `http://127.0.0.1:${driver.address().port}/` },
    settings: { 'files.hotExit': 'off', 'workbench.colorTheme': 'Default Dark Modern' },
  });
  ends.push(host.stop);
  const browser = await chromium.launch({ executablePath: BROWSER, args: BROWSER_FLAGS });
  ends.push(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  screen.page = page;
  const result = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.once('crash', () => resolve(1));
    void host.ended.then(() => resolve(1));
  });
  // The workbench's own log is of use only for finding a fault in the host.
  await page.exposeFunction('codeAutomationLog', (type, args) => process.env.VERBOSE && console.log(...args));
  watch.alive();
  const language = process.env.VSFTPD_LENS_LANGUAGE ?? 'en';
  // What a language pack would set.
  if (language !== 'en') await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${language}'`);
  await page.goto(
    host.url({ folder, extension: option('extensionDevelopmentPath'), tests: option('extensionTestsPath') }),
    { timeout: LOADING, waitUntil: 'commit' },
  );
  return Promise.race([result, watch.stuck]);
}

/** Runs from its first `alive` on: fetching the host may take longer than any test. */
function watchdog() {
  let timer;
  let stuck;
  const ended = new Promise((resolve) => (stuck = resolve));
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.error(`The editor tests have said nothing for ${SILENCE / 1000} s.`);
      stuck(1);
    }, SILENCE);
  };
  return { alive, stuck: ended };
}

/** Takes requests of the tests, one JSON object each, from this machine only. */
function serve(act) {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => (body += text));
    request.on('end', () => {
      Promise.resolve(body)
        .then((text) => act(JSON.parse(text)))
        .then(
          (value) => response.end(JSON.stringify({ value: value ?? null })),
          (error) => response.end(JSON.stringify({ error: String(error) })),
        );
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
