/** Lines around a change. */
const CONTEXT = 3;
/** How far apart the two texts may be for a common line to be looked for. */
const FARTHEST = 200;

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** What makes the second text of the first one, as `diff -u` prints it and `patch` takes it; empty where they are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const changed = steps.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  if (changed.length === 0) return '';
  let text = `--- ${name}\n+++ ${name}\n`;
  let [old, now, at] = [0, 0, 0];
  for (let next = 0; next < changed.length;) {
    const from = Math.max(at, (changed[next] ?? 0) - CONTEXT);
    let last = changed[next] ?? 0;
    while (next < changed.length && (changed[next] ?? 0) - last <= 2 * CONTEXT) last = changed[next++] ?? 0;
    for (; at < from; at++) [old, now] = [old + 1, now + 1];
    const hunk = steps.slice(from, last + CONTEXT + 1);
    const [removed, added] = ['+', '-'].map((other) => hunk.filter(({ sign }) => sign !== other).length);
    text += `@@ -${place(old, removed)} +${place(now, added)} @@\n`;
    text += hunk.map(({ sign, line }) => sign + ended(line)).join('');
    [old, now, at] = [old + (removed ?? 0), now + (added ?? 0), from + hunk.length];
  }
  return text;
}

function place(lines: number, count = 0): string {
  return `${count === 0 ? lines : lines + 1},${count}`;
}

/** Each with its line feed. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}

/** Not the fewest steps possible: after a difference the nearest pair of equal lines is taken. */
function stepsBetween(a: readonly string[], b: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      steps.push({ sign: ' ', line: a[i] ?? '' });
      [i, j] = [i + 1, j + 1];
      continue;
    }
    const [skipA, skipB] = nearestPair(a, b, i, j);
    for (const line of a.slice(i, i + skipA)) steps.push({ sign: '-', line });
    for (const line of b.slice(j, j + skipB)) steps.push({ sign: '+', line });
    [i, j] = [i + skipA, j + skipB];
  }
  return steps;
}

function nearestPair(a: readonly string[], b: readonly string[], i: number, j: number): [number, number] {
  for (let sum = 1; sum <= FARTHEST; sum++) {
    for (let skipB = 0; skipB <= sum; skipB++) {
      const line = a[i + sum - skipB];
      if (line !== undefined && line === b[j + skipB]) return [sum - skipB, skipB];
    }
  }
  return [a.length - i, b.length - j];
}
