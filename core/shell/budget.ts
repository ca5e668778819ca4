/**
 * Steps that may still be taken to tell what files make of a config: characters of scripts that are read, lines and
 * signs of the config that are looked at. Where none is left, what would follow is not known.
 */
export interface Budget {
  left: number;
}

/** What everyone uses, and a few steps more for each character of what is read. */
export function budgetFor(characters: number): Budget {
  return { left: 1_500_000 + 3 * characters };
}
