// One program for machines without npm: the terminal command, and after the word `language-server` the server.
if (process.argv[2] === 'language-server') {
  process.argv.splice(2, 1);
  void import('../server/main-node.js');
} else {
  void import('../cli/main.js');
}
