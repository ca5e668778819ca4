/**
 * A text about a run, for a reader at another computer than the one that probed. What is quoted stays as it was said.
 * @param machine who probed: `the sender’s computer`
 */
export function naming(machine: string, text: string): string {
  if (machine === 'this computer') return text;
  const capital = `${machine.slice(0, 1).toUpperCase()}${machine.slice(1)}`;
  return text
    .split('`')
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/\b([Tt])his (?:very )?(?:computer|machine)\b/g, (_, first: string) =>
            first === 'T' ? capital : machine,
          ),
    )
    .join('`');
}
