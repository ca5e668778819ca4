import type { FirewallFormat } from '../format.js';
import { writeTerraform } from './write.js';

export const TERRAFORM: FirewallFormat = {
  kind: 'terraform',
  label: 'Terraform',
  rank: 8,
  globs: [],
  languages: [],
  traits: {},
  write: {
    description: 'an AWS security group',
    language: 'terraform',
    hasGateway: false,
    rules: writeTerraform,
  },
};
