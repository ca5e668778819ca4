import type { FirewallFormat } from '../format.js';

export const TERRAFORM: FirewallFormat = {
  kind: 'terraform',
  label: 'Terraform',
  rank: 8,
  globs: [],
  languages: [],
  traits: {},
};
