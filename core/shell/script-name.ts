/** A script for a shell, a makefile or the like: by its name, or by its first line. */
export function isShellScript(path: string, text: string): boolean {
  if (
    /\.(sh|bash|ash|dash|ksh|zsh|mk)$/i.test(path) ||
    /(^|\/)((?:gnu)?makefile|rc\.local|\.?justfile)$/i.test(path)
  )
    return true;
  return /^#!\s?\/\S{1,100}?(\/env\s{1,5})?(ba|da|a|k|z)?sh\b/.test(text.slice(0, 200));
}
