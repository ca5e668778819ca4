import type { FormatWriter } from '../format.js';
import type { PortRange } from '../../reading.js';
import { comment, explain, openings, proof, type PortRequest } from '../../request.js';

/** Ingress rules of an AWS security group, in the layout of `terraform fmt`. */
function writeTerraform(request: PortRequest): string {
  const { nat } = request;
  const notes = [
    'Rules for an existing AWS security group: terraform apply -var ftp_security_group_id=sg-...',
    'They are added to those the group has; none is taken away.',
    ...(nat
      ? ['AWS translates an Elastic IP to the instance one to one, so nothing has to be forwarded.']
      : [
          'An instance knows only its private address: set pasv_address to its Elastic IP, with listen=YES and listen_ipv6=NO.',
        ]),
    'For clients with IPv6 give each rule its ipv6_cidr_blocks too.',
    'AWS has no FTP helper: the passive range must be open.',
  ];
  const rules = openings(request).map(({ ports, purpose }) =>
    rule(ports === request.passive ? 'ftp_passive' : 'ftp_control', ports, purpose),
  );
  return `${comment(explain(request, notes))}\n${VARIABLES}\n${rules.join('\n')}\n${comment(proof(request))}\n`;
}

const VARIABLES = `
variable "ftp_security_group_id" {
  type        = string
  description = "Security group of the FTP server"
}

variable "ftp_client_cidr_blocks" {
  type        = list(string)
  description = "Networks that may use the FTP server"
  default     = ["0.0.0.0/0"]
}
`;

function rule(name: string, { low, high }: PortRange, purpose: string): string {
  return `# ${purpose}
resource "aws_security_group_rule" "${name}" {
  type              = "ingress"
  description       = "${name.replace('_', ' ')}"
  protocol          = "tcp"
  from_port         = ${low}
  to_port           = ${high}
  cidr_blocks       = var.ftp_client_cidr_blocks
  security_group_id = var.ftp_security_group_id
}
`;
}

export const TERRAFORM_WRITER: FormatWriter = {
  kind: 'terraform',
  rank: 8,
  description: 'an AWS security group',
  language: 'terraform',
  hasGateway: false,
  rules: writeTerraform,
};
