---@brief
---
--- https://github.com/OWNER/vsftpd-lens
---
--- Language server for vsftpd.conf: `npm install --global vsftpd-lens`
---
--- Neovim has no file type for it:
---
--- ```lua
--- vim.filetype.add({ pattern = { ['.*/vsftpd[^/]*%.conf'] = 'vsftpd' } })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'vsftpd-language-server', '--stdio' },
  filetypes = { 'vsftpd' },
  root_markers = { '.vsftpd-lens.json', '.git' },
  settings = { vsftpdLens = { build = 'any' } },
}
