/** An image of an FTP server that is set by variables of the environment. */
export interface Image {
  /** Without registry and tag. */
  readonly names: readonly string[];
  /** Where its variables are written down. */
  readonly source: string;
  /** Variables of the first and the last passive port, or one for both; absent where the range is fixed. */
  readonly range?: { readonly low: string; readonly high: string } | { readonly both: string };
  readonly defaultRange: { readonly low: number; readonly high: number };
  /** Any of these tells the address for clients. */
  readonly address: readonly string[];
  /** What it advertises where none of them is set. */
  readonly ownAddress: 'container' | 'gateway' | 'none';
  /** The login that is in force where the variable is not set. */
  readonly login?: { readonly variable: string; readonly value: string };
}
