/** Random choices that a seed repeats. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 (inclusive) to 1 (exclusive): mulberry32. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both possible. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.fraction() * items.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  }

  /** `count` of them joined. */
  word(pieces: readonly string[], count: number): string {
    let word = '';
    for (let i = 0; i < count; i++) word += this.pick(pieces);
    return word;
  }
}

/** The run's seed: SEED of the environment, else the clock. */
export function seedOfRun(): number {
  const wish = process.env['SEED'];
  return wish === undefined || wish === '' ? Date.now() % 0x1_0000_0000 : Number(wish) >>> 0;
}

/** How many rounds a random test plays: ROUNDS of the environment, else `usual`, or `long` in `npm run test:long`. */
export function roundsOf(usual: number, long: number): number {
  const wish = Number(process.env['ROUNDS'] ?? '');
  return wish > 0 ? wish : process.env['LONG'] === '1' ? long : usual;
}

/** A sixteenth of what is systematic, another one each run; all of it in `npm run test:long`. */
export function sampled<T>(all: readonly T[], seed: number): readonly T[] {
  return process.env['LONG'] === '1' ? all : all.filter((_, i) => i % 16 === seed % 16);
}
