import type { HclBlock, HclValue } from './hcl-tree.js';
import type { Known, TerraformScope } from './values.js';

/** Instances of one resource or block that are looked at. */
const INSTANCE_LIMIT = 200;

/** One of those that `count`, `for_each` or a dynamic block makes. */
export interface Instance {
  readonly scope: TerraformScope;
  /** What it is made for, where that is written out. */
  readonly element?: HclValue;
}

/** What a resource is made as: several times, once, or never; why not known, where that is so. */
export function instancesOf(scope: TerraformScope, { attributes }: HclBlock): Known<readonly Instance[]> {
  const count = attributes.get('count')?.value;
  if (count) {
    const made = scope.number(count);
    if (!made.known) return made;
    if (made.value > INSTANCE_LIMIT) return TOO_MANY;
    const index = (value: number): HclValue => ({ kind: 'number', value, at: count.at });
    const value = Array.from({ length: Math.max(0, made.value) }, (_, i) => ({
      scope: scope.with(new Map([['count.index', index(i)]])),
    }));
    return { known: true, value };
  }
  const each = attributes.get('for_each')?.value;
  return each ? forEach(scope, each, 'each') : { known: true, value: [{ scope }] };
}

/** What a dynamic block makes: its content once for each element. */
export function dynamicInstances(scope: TerraformScope, block: HclBlock): Known<readonly Instance[]> {
  const { attributes, labels } = block;
  const each = attributes.get('for_each')?.value;
  if (!each) return { known: false, why: 'a dynamic block' };
  const iterator = attributes.get('iterator')?.value;
  const name =
    iterator?.kind === 'reference' ? iterator.path[0] : iterator?.kind === 'text' ? iterator.text : labels[0];
  return forEach(scope, each, name ?? '');
}

function forEach(scope: TerraformScope, each: HclValue, name: string): Known<readonly Instance[]> {
  const entries = scope.entries(each);
  if (!entries.known) return entries;
  if (entries.value.length > INSTANCE_LIMIT) return TOO_MANY;
  // A variable that is empty by default is there for others to fill.
  if (entries.value.length === 0 && each.kind !== 'list' && each.kind !== 'object')
    return { known: false, why: 'a list that is empty by default' };
  const value = entries.value.map(({ key, value: element }) => ({
    element,
    scope: scope.with(
      new Map([
        [`${name}.key`, key],
        [`${name}.value`, element],
      ]),
    ),
  }));
  return { known: true, value };
}

const TOO_MANY = { known: false, why: 'very many rules' } as const;
