import { compareService, type ComparedFile } from '../../firewall/compare/compare.js';
import { placeName, wayTo } from '../../firewall/compare/facing.js';
import { mismatchAt, type PortMismatch } from '../../firewall/compare/mismatch.js';
import type { GivenContainer, GivenVariable, PortRange, PortWitness } from '../../firewall/reading.js';
import { traitsOf } from '../../firewall/formats/kinds.js';
import type { Image } from './image.js';
import { imageNamed } from './table.js';

/** What is wrong with containers of known images, by the file alone that starts them. */
export function judgeImages(file: ComparedFile): readonly PortMismatch[] {
  // Jobs dial the containers that they start from the same machine.
  if (traitsOf(file.reading).isExample) return [];
  return (file.reading.gives?.containers ?? []).flatMap((container) => {
    const image = imageNamed(container.image);
    const witness = file.reading.witnesses.find(
      ({ role, name }) => role === 'forward' && name === container.name,
    );
    // Files and commands of the host make another server of it.
    if (!image || !witness || container.isChanged) return [];
    return new ContainerJudge(file, container, image, witness).found();
  });
}

/** Whether it can be judged without a vsftpd.conf. */
export function startsKnownImage({ reading }: ComparedFile): boolean {
  return reading.gives?.containers?.some(({ image }) => imageNamed(image) !== undefined) === true;
}

class ContainerJudge {
  private readonly values: ReadonlyMap<string, GivenVariable>;

  constructor(
    private readonly file: ComparedFile,
    private readonly container: GivenContainer,
    private readonly image: Image,
    private readonly witness: PortWitness,
  ) {
    this.values = new Map(container.variables.map((one) => [one.name, one]));
  }

  found(): readonly PortMismatch[] {
    return [...this.ports(), ...this.address(), ...this.login()];
  }

  private get label(): string {
    return this.image.names[0] ?? this.container.image;
  }

  /** Undefined where it is not known. */
  private value(variable: string, otherwise: string): string | undefined {
    const given = this.values.get(variable);
    if (given) return given.value ?? undefined;
    return this.container.isOpen ? undefined : otherwise;
  }

  private range(): { readonly low: number; readonly high: number } | undefined {
    const { range, defaultRange } = this.image;
    if (!range) return defaultRange;
    const written =
      'both' in range
        ? (this.value(range.both, `${defaultRange.low}:${defaultRange.high}`) ?? '').split(':')
        : [this.value(range.low, `${defaultRange.low}`), this.value(range.high, `${defaultRange.high}`)];
    const [low, high] = written.map((text) => (/^\d{1,5}$/.test(text ?? '') ? Number(text) : undefined));
    if (low === undefined || high === undefined || low < 1025 || high < 1025) return undefined;
    return low > 65_535 || high > 65_535 ? undefined : { low, high };
  }

  private ports(): readonly PortMismatch[] {
    const passive = this.range();
    if (!passive) return [];
    if (passive.low > passive.high) return [this.swapped(passive)];
    const service = { control: 21, implicitTls: false, passive, tls: false, advertised: undefined };
    const reading = { ...this.file.reading, witnesses: [this.witness] };
    return compareService(service, [{ ...this.file, reading }])
      .filter(isForOthers)
      .map((one) => ({
        ...one,
        message: `${this.label}: ${one.message}`,
        messageThere: one.messageThere.replaceAll('vsftpd.conf', this.label),
        fixes: one.fixes.filter(({ settings }) => settings === null),
      }));
  }

  private swapped({ low, high }: PortRange): PortMismatch {
    const { range } = this.image;
    const variable = range && ('both' in range ? range.both : range.low);
    const at = this.values.get(variable ?? '')?.at ?? this.container.at;
    const what = `the first passive port, ${low}, is above the last one, ${high}`;
    return mismatchAt('image-range-swapped', this.file, at, {
      message: `${this.label}: ${what} (${placeName(this.file, at)}).`,
      messageThere: `In ${this.label} ${what}.`,
    });
  }

  private address(): readonly PortMismatch[] {
    const { address, ownAddress } = this.image;
    const control = wayTo(this.witness, 21);
    // Only where clients of other machines get in for certain, and under addresses of this one.
    if (control?.status !== 'open' || this.container.isOpen) return [];
    const given = address.flatMap((name) => this.values.get(name) ?? []);
    const [first] = given;
    if (given.some(({ value }) => value === null)) return [];
    const value = first?.value ?? '';
    if (first && value !== '') {
      const isLoopback = /^127\.|^localhost$|^::1$/.test(value);
      if (!isLoopback && value !== '0.0.0.0') return [];
      const what = isLoopback
        ? `${first.name}=${value} is this machine itself for every client: those on other machines get no listing`
        : `${first.name}=${value} is no address that clients can connect to`;
      return [
        mismatchAt('forward-address-inner', this.file, first.at, {
          // Who works on one machine only has meant it.
          ...(isLoopback ? { severity: 'information' } : {}),
          message: `${this.label}: ${what} (${placeName(this.file, first.at)}).`,
          messageThere: `${what}.`,
        }),
      ];
    }
    if (address.length === 0 || ownAddress === 'none') return [];
    const { at } = this.container;
    const told =
      ownAddress === 'gateway' ? 'the address of the gateway inside Docker' : 'the container’s own address';
    const what = `${address.join(' or ')} is not set, so PASV names ${told}`;
    return [
      mismatchAt('forward-address-missing', this.file, at, {
        message: `${this.label}: ${what} (${placeName(this.file, at)}).`,
        messageThere: `${what}.`,
      }),
    ];
  }

  private login(): readonly PortMismatch[] {
    const { login } = this.image;
    if (!login) return [];
    const given = this.values.get(login.variable);
    const isDefault = given ? given.value === login.value : !this.container.isOpen;
    if (!isDefault) return [];
    const at = given?.at ?? this.container.at;
    const what = given
      ? `${login.variable} is what the image comes with`
      : `${login.variable} is not set, so the login of the image’s own documentation is in force`;
    return [
      mismatchAt('image-default-password', this.file, at, {
        message: `${this.label}: ${what} (${placeName(this.file, at)}).`,
        messageThere: `${what}.`,
      }),
    ];
  }
}

/** What is published for one machine as a whole is meant so. */
function isForOthers({ id, severity }: PortMismatch): boolean {
  return id !== 'forward-loopback' || severity === 'warning';
}
