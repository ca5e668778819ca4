interface Manifest {
  readonly repository: { readonly url: string };
  homepage?: string;
  bugs?: { readonly url: string };
  qna?: string;
}

/** Where the project lives: `repository` of package.json, the one place that its owner sets. */
export function homeOf(packageJson: string): string {
  const { repository } = JSON.parse(packageJson) as Manifest;
  return repository.url.replace(/^git\+|\.git$/g, '');
}

/** package.json with the addresses that follow from it. */
export function withAddresses(packageJson: string): string {
  const home = homeOf(packageJson);
  const manifest = JSON.parse(packageJson) as Manifest;
  manifest.homepage = `${home}#readme`;
  manifest.bugs = { url: `${home}/issues` };
  manifest.qna = `${home}/discussions`;
  return JSON.stringify(manifest);
}

/** A page on which people are told to name the project: what stands before its name is its owner. */
export function withHome(page: string, packageJson: string): string {
  const { host, pathname } = new URL(homeOf(packageJson));
  const name = pathname.slice(1);
  return page
    .replace(/(?<=repo: |homepage: |^--- )https:\/\/\S+\/vsftpd-lens$/gm, `https://${host}/${name}`)
    .replace(/(?<=uses: )[\w.-]+\/vsftpd-lens(?=@)/g, name);
}
