import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { FieldExtensions } from './field.extensions.js';
import { DEFAULT_PAGE_SIZE } from './page.args.js';
import { DateTimeScalar } from './time.scalar.js';

/** What an operation would ask of the service, known before any of it runs. */
export interface OperationMeasure {
  /** Levels of fields below the operation; introspection is not counted. */
  readonly depth: number;
  /** See COST_FORMULA. */
  readonly cost: number;
  readonly aliases: number;
  /** Permissions that the selected fields want, whichever path leads to them. */
  readonly permissions: ReadonlySet<string>;
  /** Fields that carry no sign at all: they are shut. Empty in a correct schema. */
  readonly unsigned: readonly string[];
  /** Selected fields that tell of the whole network. */
  readonly whole: readonly string[];
  /** Of which instants the root fields are asked, in milliseconds since 1970; 'now' for those without `asOf`. */
  readonly instants: ReadonlySet<number | 'now'>;
  /** Selected fields of whose past nothing is kept. */
  readonly unrecorded: readonly string[];
  /** True if every field may be asked without a token: introspection and __typename. */
  readonly isPublic: boolean;
}

/** The words that a client needs to compute the cost of an operation before sending it; also printed in the README. */
export const COST_FORMULA =
  'cost = the sum over all fields written in the operation, fragments written out, @skip and @include ignored: ' +
  '1 for the field itself, plus the cost of what is selected below it, times a multiplier. The multiplier is `first` for `nodes` and ' +
  `\`edges\` of a connection (${DEFAULT_PAGE_SIZE} where \`first\` is not given), N for a list whose description says "Counts as N in the cost", and 1 elsewhere. ` +
  'depth = levels of fields. Introspection costs 1 a field and has no depth. Both figures come back in `extensions.limits`.';

interface Sum {
  depth: number;
  cost: number;
  aliases: number;
}

/** Measures one operation of a valid document. Each fragment is measured once a page size, so the time is linear in the text. */
export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): OperationMeasure {
  return new Measuring(schema, document, operation, variables).measure();
}

class Measuring {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Sum>();
  private readonly permissions = new Set<string>();
  private readonly unsigned = new Set<string>();
  private readonly whole = new Set<string>();
  private readonly instants = new Set<number | 'now'>();
  private readonly unrecorded = new Set<string>();
  private isPublic = true;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  measure(): OperationMeasure {
    const root = this.schema.getRootType(this.operation.operation);
    const sum = this.selection(this.operation.selectionSet, root ?? null, 1);
    return {
      ...sum,
      permissions: this.permissions,
      unsigned: [...this.unsigned],
      whole: [...this.whole],
      isPublic: this.isPublic,
      instants: this.instants,
      unrecorded: [...this.unrecorded],
    };
  }

  private selection(set: SelectionSetNode, parent: GraphQLNamedType | null, pageSize: number): Sum {
    const sum: Sum = { depth: 0, cost: 0, aliases: 0 };
    for (const node of set.selections) {
      const part =
        node.kind === Kind.FIELD
          ? this.field(node, parent, pageSize)
          : node.kind === Kind.INLINE_FRAGMENT
            ? this.selection(node.selectionSet, this.typeNamed(node.typeCondition?.name.value) ?? parent, pageSize)
            : this.fragment(node.name.value, pageSize);
      sum.depth = Math.max(sum.depth, part.depth);
      sum.cost += part.cost;
      sum.aliases += part.aliases;
    }
    return sum;
  }

  private fragment(name: string, pageSize: number): Sum {
    const key = `${pageSize} ${name}`;
    const known = this.measured.get(key);
    if (known) return known;
    // A fragment in its own definition is refused by validation; the zero put here first keeps this walk finite all the same.
    this.measured.set(key, { depth: 0, cost: 0, aliases: 0 });
    const definition = this.fragments.get(name);
    if (!definition) return { depth: 0, cost: 0, aliases: 0 };
    const sum = this.selection(definition.selectionSet, this.typeNamed(definition.typeCondition.name.value), pageSize);
    this.measured.set(key, sum);
    return sum;
  }

  private field(node: FieldNode, parent: GraphQLNamedType | null, pageSize: number): Sum {
    const aliases = node.alias ? 1 : 0;
    const name = node.name.value;
    if (name.startsWith('__')) return { depth: 0, cost: 1 + introspectionCost(node), aliases };
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field || !parent) return { depth: 1, cost: 1, aliases };
    this.sign(parent, field);
    this.scope(parent, field);
    this.instant(node, parent, field);
    if (!node.selectionSet) return { depth: 1, cost: 1, aliases };
    const below = this.selection(node.selectionSet, getNamedType(field.type), this.pageSize(node, field));
    return { depth: 1 + below.depth, cost: 1 + below.cost * multiplier(field, pageSize), aliases: aliases + below.aliases };
  }

  /** A field wants its own permission, or else its type's. */
  private sign(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): void {
    const sign = (field.extensions as FieldExtensions).requires ?? (parent.extensions as FieldExtensions).requires;
    this.isPublic = false;
    if (sign === undefined) this.unsigned.add(`${parent.name}.${field.name}`);
    else if (sign !== 'any') this.permissions.add(sign);
  }

  /** A root field that does not say that it keeps to an area tells of everything: what was forgotten is not shown. */
  private scope(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): void {
    const { scope } = field.extensions as FieldExtensions;
    const byDefault = isRootType(this.schema, parent) ? 'whole' : 'area';
    if ((scope ?? byDefault) === 'whole') this.whole.add(`${parent.name}.${field.name}`);
  }

  /** Root fields that tell nothing of the network, as `viewer`, are of any instant. */
  private instant(node: FieldNode, parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): void {
    const { isUnrecorded, requires } = field.extensions as FieldExtensions;
    if (isUnrecorded) this.unrecorded.add(`${parent.name}.${field.name}`);
    if (parent !== this.schema.getQueryType() || requires === 'any') return;
    const written = node.arguments?.find((each) => each.name.value === 'asOf')?.value;
    this.instants.add(written === undefined ? 'now' : (this.timeOf(written) ?? 'now'));
  }

  /** Null for null, and for what is no time: that is refused when the variables are looked at. */
  private timeOf(written: ValueNode): number | null {
    try {
      if (written.kind !== Kind.VARIABLE) return written.kind === Kind.NULL ? null : DateTimeScalar.parseLiteral(written).getTime();
      const name = written.name.value;
      if (this.variables[name] !== undefined)
        return this.variables[name] === null ? null : DateTimeScalar.parseValue(this.variables[name]).getTime();
      const fallback = this.operation.variableDefinitions?.find((each) => each.variable.name.value === name)?.defaultValue;
      return fallback === undefined || fallback.kind === Kind.NULL ? null : DateTimeScalar.parseLiteral(fallback).getTime();
    } catch {
      return null;
    }
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | null {
    return name === undefined ? null : (this.schema.getType(name) ?? null);
  }

  /** How many items the connection below this field may bring; a value that is no number counts as the default, and is refused later. */
  private pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const argument = field.args.find((each) => each.name === 'first');
    if (!argument) return 1;
    const written = node.arguments?.find((each) => each.name.value === 'first')?.value;
    if (written?.kind === Kind.INT) return Number(written.value);
    if (written?.kind !== Kind.VARIABLE) return DEFAULT_PAGE_SIZE;
    const name = written.name.value;
    const fallback = this.operation.variableDefinitions?.find((each) => each.variable.name.value === name)?.defaultValue;
    const value = this.variables[name] ?? (fallback?.kind === Kind.INT ? Number(fallback.value) : DEFAULT_PAGE_SIZE);
    return typeof value === 'number' && Number.isFinite(value) ? Math.max(value, 0) : DEFAULT_PAGE_SIZE;
  }
}

function isRootType(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root === type);
}

function multiplier(field: GraphQLField<unknown, unknown>, pageSize: number): number {
  const size = (field.extensions as FieldExtensions).listSize;
  return size === 'first' ? pageSize : (size ?? 1);
}

function introspectionCost(node: FieldNode): number {
  let cost = 0;
  for (const each of node.selectionSet?.selections ?? []) if (each.kind === Kind.FIELD) cost += 1 + introspectionCost(each);
  return cost;
}
