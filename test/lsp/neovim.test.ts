import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundleServer } from './client.js';

/** What the editor's own Lua sees; written as JSON by the script below. */
interface Seen {
  readonly version: string;
  readonly diagnostics: readonly {
    lnum: number;
    col: number;
    code: string;
    source: string;
    severity: number;
    message: string;
  }[];
  readonly hover: string;
  readonly reply: string;
  readonly completion: readonly string[];
  readonly formatted: readonly string[];
  readonly fixed: readonly string[];
  readonly symbols: readonly string[];
}

/** Neovim 0.7 has no server configuration, and only takes pushed diagnostics. */
function script(server: string, file: string, result: string): string {
  const lua = JSON.stringify;
  return `
local out = { version = tostring(vim.version().major) .. '.' .. tostring(vim.version().minor) }
vim.cmd('edit ' .. ${lua(file)})
local bufnr = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = 'vsftpd',
  cmd = { ${lua(process.execPath)}, ${lua(server)}, '--stdio' },
  root_dir = vim.fn.fnamemodify(${lua(file)}, ':h'),
  init_options = { vsftpdLens = { build = 'debian-12' } },
})
vim.lsp.buf_attach_client(bufnr, id)
local function ask(method, params)
  local answers = assert(vim.lsp.buf_request_sync(bufnr, method, params, 10000))
  assert(answers[id] and not answers[id].err, vim.inspect(answers))
  return answers[id].result
end
local function at(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(bufnr), position = { line = line, character = character } }
end
assert(vim.wait(10000, function() return vim.lsp.buf_get_clients(bufnr)[id] ~= nil end, 10), 'the server did not start')
assert(vim.wait(10000, function() return #vim.diagnostic.get(bufnr) > 0 end, 10), 'no diagnostics came')
out.diagnostics = {}
for _, d in ipairs(vim.diagnostic.get(bufnr)) do
  table.insert(out.diagnostics, { lnum = d.lnum, col = d.col, code = d.code or d.user_data.lsp.code,
    source = d.source, severity = d.severity, message = d.message })
end
out.hover = ask('textDocument/hover', at(1, 3)).contents.value
out.reply = ask('textDocument/hover', at(0, 30)).contents.value
out.completion = {}
local list = ask('textDocument/completion', at(2, 4))
for _, item in ipairs(vim.lsp.util.text_document_completion_list_to_complete_items(list, 'pasv')) do
  table.insert(out.completion, item.word)
end
out.symbols = {}
for _, item in ipairs(vim.lsp.util.symbols_to_items(ask('textDocument/documentSymbol', at(0, 0)), bufnr)) do
  table.insert(out.symbols, item.text)
end
local actions = ask('textDocument/codeAction', {
  textDocument = vim.lsp.util.make_text_document_params(bufnr),
  range = { start = { line = 1, character = 0 }, ['end'] = { line = 1, character = 11 } },
  context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(bufnr, 1), only = { 'quickfix' } },
})
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
out.fixed = vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)
vim.lsp.buf.formatting_sync(nil, 10000)
out.formatted = vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)
vim.fn.writefile({ vim.json.encode(out) }, ${lua(result)})
vim.cmd('qall!')
`;
}

/** Installs Neovim where that is possible; the reason why not otherwise. */
async function withoutNeovim(): Promise<string | false> {
  const there = (): boolean => spawnSync('nvim', ['--version']).status === 0;
  if (there()) return false;
  const debian = (await import(pathToFileURL(path.resolve('scripts/debian.mjs')).href)) as {
    ensurePackages: (packages: string[]) => string[];
  };
  debian.ensurePackages(['neovim']);
  return there() ? false : 'Neovim is not installed: sudo apt-get install neovim';
}

test('Neovim, with nothing but its own language client', { skip: await withoutNeovim() }, async () => {
  const server = await bundleServer();
  mkdirSync(path.resolve('.cache/lsp'), { recursive: true });
  const folder = mkdtempSync(path.resolve('.cache/lsp/neovim-'));
  try {
    const seen = drive(server, folder);
    assert.deepEqual(
      seen.diagnostics
        .filter(({ severity }) => severity === 1)
        .map(({ lnum, code, source }) => [lnum, code, source]),
      [
        [1, 'trailing-blank', 'vsftpd'],
        [2, 'missing-equals', 'vsftpd'],
      ],
    );
    assert.match(seen.hover, /listen[\s\S]*YES or NO[\s\S]*Debian 12|Default: `NO`/);
    assert.match(seen.reply, /10\.0\.0\.1:3968/);
    assert.ok(
      seen.completion.some((word) => word.startsWith('pasv_min_port')),
      String(seen.completion),
    );
    assert.ok(seen.symbols.some((text) => text.includes('listen')));
    assert.equal(seen.fixed[1], 'listen=YES');
    assert.deepEqual(seen.formatted.slice(-2), ['pasv', 'ftpd_banner=hä 🎈']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function drive(server: string, folder: string): Seen {
  const file = path.join(folder, 'vsftpd.conf');
  const result = path.join(folder, 'seen.json');
  const luaFile = path.join(folder, 'drive.lua');
  writeFileSync(
    file,
    '# 227 Entering Passive Mode (10,0,0,1,15,128).\nlisten=YES \npasv\n  ftpd_banner=hä 🎈\n\n\n',
  );
  writeFileSync(luaFile, script(server, file, result));
  const home = {
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_STATE_HOME: folder,
    XDG_CACHE_HOME: folder,
  };
  const { stderr, stdout } = spawnSync(
    'nvim',
    ['--headless', '-n', '-u', 'NONE', '-c', `luafile ${luaFile}`, '-c', 'cquit 3'],
    {
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, ...home },
    },
  );
  try {
    return JSON.parse(readFileSync(result, 'utf8')) as Seen;
  } catch {
    throw new Error(`Neovim did not finish:\n${stderr}\n${stdout}`);
  }
}
