/**
 * The panel in a browser, without VS Code: axe finds nothing in any state and theme, and the fix is on the first screen.
 * `PICTURES=1 npm run test:editor panel` also makes a picture of each, in .cache/panel.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { PanelState } from '../../client/panel/state.js';
import { OUTCOMES, STATES } from './panel-states.js';

const THEMES = JSON.parse(readFileSync('test/fixtures/themes.json', 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;
const GERMAN = readFileSync('l10n/bundle.l10n.de.json', 'utf8');
const HAS_PICTURES = process.env['PICTURES'] === '1';
const PICTURES = path.resolve('.cache/panel');
const SIZES = { '': [760, 900], '-400': [400, 900], '-150': [640, 720] } as const;

const BROWSER = '/usr/bin/chromium';
/** Runs in the page. */
const SCRIPT = `import './client/panel/elements.mjs';
import { render } from 'lit-html';
import { panelView } from './client/panel/views/panel-view.js';
import { useTable } from './client/l10n.js';
window.speak = useTable;
const parts = ['steps', 'transcript', 'history', 'story'];
window.show = (state, outcome, style, isOpen, hasMenu) => {
  document.documentElement.setAttribute('style', style);
  const choices = { session: '', open: isOpen ? parts : [] };
  render(panelView(state, choices, outcome, 12000), document.getElementById('root'));
  for (const menu of document.querySelectorAll('details.menu')) menu.open = hasMenu;
};
window.violations = async (only) => {
  const rules = { 'label-content-name-mismatch': { enabled: true } };
  const { violations } = await axe.run(document, only ? { runOnly: only } : { rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary));
};
window.isTooWide = () => document.documentElement.scrollWidth > window.innerWidth;
window.brokenAddresses = () => [...document.querySelectorAll('.label .address')]
  .filter((one) => one.getBoundingClientRect().height > 1.5 * parseFloat(getComputedStyle(one).lineHeight))
  .map((one) => one.textContent);`;

let browser: Browser | undefined;
let page: Page;

before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'warning',
  });
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  const font = readFileSync('node_modules/@vscode/codicons/dist/codicon.ttf').toString('base64');
  const face = `@font-face { font-family: codicon; src: url("data:font/ttf;base64,${font}"); }`;
  const css = readFileSync('client/panel/panel.css', 'utf8');
  await page.setContent(
    `<!DOCTYPE html><html lang="en"><head><title>FTP probe</title><style>${face}${css}</style></head>
<body><div id="live" class="hidden" role="status" aria-live="polite"></div><div id="root"></div></body></html>`,
  );
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.addScriptTag({ path: axe });
});

after(() => browser?.close());

async function show(name: string, theme: string, isOpen: boolean, state = STATES[name]): Promise<void> {
  const style = Object.entries(THEMES[theme] ?? {}).map(([key, value]) => `${key}: ${value}`);
  const given = [state, OUTCOMES[name] ?? null, style.join('; '), isOpen, name === 'menu'].map((one) =>
    JSON.stringify(one),
  );
  await page.evaluate(`show(${given.join()})`);
}

/** @param table as JSON */
async function speak(table: string): Promise<void> {
  await page.evaluate(`speak(${table})`);
}

/** Words of each violation, with the element it is about. */
function violations(rules: readonly string[] | null): Promise<unknown> {
  return page.evaluate(`violations(${JSON.stringify(rules)})`);
}

for (const theme of Object.keys(THEMES)) {
  for (const name of Object.keys(STATES)) {
    const isWhole = theme === 'vs';
    test(`axe finds nothing: ${name} in ${theme}`, async () => {
      await page.setViewportSize({ width: 760, height: 900 });
      await show(name, theme, true);
      // Contrast is the only thing that a theme changes.
      assert.deepEqual(await violations(isWhole ? null : ['color-contrast']), []);
    });
  }
}

for (const [width, height, zoom] of [
  [400, 800, 1],
  [900, 700, 1.5],
] as const) {
  test(`the fix is on the first screen: ${width} px at ${zoom * 100} %`, async () => {
    await page.setViewportSize({ width: Math.round(width / zoom), height: Math.round(height / zoom) });
    for (const [table, name] of [
      ['{}', /^Apply/],
      [GERMAN, /übernehmen$/],
    ] as const) {
      await speak(table);
      await show('red', 'vs', false);
      const box = await page.getByRole('button', { name }).first().boundingBox();
      assert.ok(box && box.y + box.height <= height / zoom, JSON.stringify(box));
      assert.equal(await page.evaluate('isTooWide()'), false);
      await show('menu', 'vs', false);
      const menu = await page.locator('.menu .items').boundingBox();
      assert.ok(menu && menu.x >= 0 && menu.x + menu.width <= width / zoom, JSON.stringify(menu));
    }
    await speak('{}');
  });
}

test('an address of the drawing stands on one line', async () => {
  for (const width of [400, 520, 640, 760]) {
    await page.setViewportSize({ width, height: 900 });
    await show('red', 'vs', false);
    assert.deepEqual(await page.evaluate('brokenAddresses()'), [], `at ${width} px`);
  }
});

/** Markup and scripts that a server, a log or a file may hold. */
const MARKUP = [
  '<script>hit=1</script>',
  '<img src=x onerror=hit=1>',
  '<svg/onload=hit=1>',
  '<iframe srcdoc="<script>parent.hit=1</script>">',
  '<a href="javascript:hit=1" autofocus onfocus=hit=1>x</a>',
  '<details open ontoggle=hit=1>',
  '<base href="https://example.org/">',
  '<meta http-equiv=refresh content="0;url=javascript:hit=1">',
  '<form action=javascript:hit=1><input autofocus onfocus=hit=1>',
  '<style>@import "https://example.org/x.css"</style>',
  '<link rel=stylesheet href=https://example.org/x.css>',
  '<object data=javascript:hit=1>',
  '<math><mi xlink:href=javascript:hit=1>',
  '<template><img src=x onerror=hit=1></template>',
  '<vscode-button onclick=hit=1 autofocus>x</vscode-button>',
  '</style></title></textarea><script>hit=1</script>',
  '<!--><img src=x onerror=hit=1>-->',
  '&lt;script&gt;hit=1&lt;/script&gt;',
  '${hit=1}{{hit=1}}<?lit$1$?>',
  '\\u003cscript\\u003ehit=1\\u003c/script\\u003e\u2028\u202e',
];
const AROUND: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `\`${text}\``,
  (text) => `"'>${text}`,
  (text) => `[x](javascript:hit=1 "${text}")`,
  (text) => `${text} ${text.toUpperCase()} -->`,
];
/** Where such text may stand in a state. */
const FREE_TEXT =
  /^(?:title|text|evidence|detail|target|host|raw|meaning|why|what|value|reason|name|greeting)$/;

test('a hundred pieces of markup stay text', async () => {
  const elements = (): Promise<unknown> =>
    page.evaluate(`[...document.getElementById('root').querySelectorAll('*')]
      .map((one) => one.localName + [...one.attributes].filter(({ name }) => /^on|^srcdoc$/.test(name)).length)
      .filter((name) => /^(?:script|img|iframe|object|embed|base|meta|link|style|form|input|math|template)|[1-9]$/.test(name))`);
  await show('red', 'vs', true);
  const usual = await elements();
  const payloads = MARKUP.flatMap((text) => AROUND.map((around) => around(text)));
  assert.equal(payloads.length, 100);
  for (const payload of payloads) {
    const hostile = JSON.stringify(STATES['red'], (key, value: unknown) =>
      typeof value === 'string' && FREE_TEXT.test(key) ? payload : value,
    );
    assert.ok(hostile.includes(JSON.stringify(payload)));
    await show('red', 'vs', true, JSON.parse(hostile) as PanelState);
    assert.deepEqual(await elements(), usual, payload);
    assert.equal(await page.evaluate('typeof hit'), 'undefined', payload);
  }
});

test('pictures of every state', { skip: !HAS_PICTURES }, async () => {
  mkdirSync(PICTURES, { recursive: true });
  for (const theme of Object.keys(THEMES))
    for (const name of Object.keys(STATES))
      for (const [suffix, [width, height]] of Object.entries(SIZES)) {
        if (suffix !== '' && theme !== 'vs') continue;
        await page.setViewportSize({ width, height });
        await show(name, theme, false);
        await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}${suffix}.png`) });
        if (theme !== 'vs') continue;
        await speak(GERMAN);
        await show(name, theme, false);
        await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}${suffix}-de.png`) });
        await speak('{}');
      }
});
