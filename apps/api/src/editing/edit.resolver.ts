import {
  type EditableList,
  type EditOutcome,
  Inventory,
  InventoryEditor,
  type ListName,
  type Problem,
  type Row,
  rowProblems,
} from '@app/inventory';
import { concerns, topologyWarnings } from '@app/topology';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { toDeviceType, toLinkType, toSpanType } from '../inventory/inventory.mapper.js';
import { toTopologyWarningType, type TopologyWarningType } from '../topology/false.diversity.type.js';
import {
  InventoryKindEnum,
  RetirePayloadType,
  UpsertDevicePayloadType,
  UpsertLinkPayloadType,
  UpsertSpanPayloadType,
} from './edit.payloads.js';
import { DeviceInput, LinkInput, SpanInput } from './row.inputs.js';

const EXPECTED =
  'The row as the caller last saw it: if it is different by now, nothing is written. null: there must be none yet. Not given: whatever there is.';
const MOST_ITEMS = 1_000;
const MOST_WARNINGS = 100;
const LONGEST_KEY = 200;

interface Edited {
  readonly version: number | null;
  readonly userErrors: UserErrorType[];
}

/** Single rows of the inventory, held to the same rules as an import. */
@Resolver()
export class EditResolver {
  constructor(
    private readonly editor: InventoryEditor,
    private readonly inventory: Inventory,
  ) {}

  @Mutation(() => UpsertDevicePayloadType, { description: 'Adds or replaces one device, given whole.' })
  @Requires('inventory:write')
  async upsertDevice(
    @Args('input', { description: 'The whole row.' }) input: DeviceInput,
    @Context() context: RequestContext,
    @Args('expected', { nullable: true, type: () => DeviceInput, description: EXPECTED }) expected?: DeviceInput | null,
  ): Promise<UpsertDevicePayloadType> {
    const edited = await this.upsert('devices', input, expected, context);
    const device = input.name.includes('\u0000') ? null : await context.loaders.deviceByName.load(input.name);
    return { ...edited, device: device && toDeviceType(device) };
  }

  @Mutation(() => UpsertLinkPayloadType, { description: 'Adds or replaces one link, given whole.' })
  @Requires('inventory:write')
  async upsertLink(
    @Args('input', { description: 'The whole row.' }) input: LinkInput,
    @Context() context: RequestContext,
    @Args('expected', { nullable: true, type: () => LinkInput, description: EXPECTED }) expected?: LinkInput | null,
  ): Promise<UpsertLinkPayloadType> {
    const edited = await this.upsert('links', input, expected, context);
    const link = input.code.includes('\u0000') ? null : await context.loaders.linkByCode.load(input.code);
    return { ...edited, link: link && toLinkType(link), warnings: () => this.warningsOf('links', input.code, edited.version) };
  }

  @Mutation(() => UpsertSpanPayloadType, { description: 'Adds or replaces one span, given whole.' })
  @Requires('inventory:write')
  async upsertSpan(
    @Args('input', { description: 'The whole row.' }) input: SpanInput,
    @Context() context: RequestContext,
    @Args('expected', { nullable: true, type: () => SpanInput, description: EXPECTED }) expected?: SpanInput | null,
  ): Promise<UpsertSpanPayloadType> {
    const edited = await this.upsert('spans', input, expected, context);
    const span = input.code.includes('\u0000') ? null : await context.loaders.spanByCode.load(input.code);
    return { ...edited, span: span && toSpanType(span), warnings: () => this.warningsOf('spans', input.code, edited.version) };
  }

  @Mutation(() => RetirePayloadType, {
    description: 'Takes a row out of service; its history stays. Refused while something in service needs it.',
  })
  @Requires('inventory:write')
  async retire(
    @Args('kind', { type: () => InventoryKindEnum, description: 'The list it stands in.' }) kind: ListName,
    @Args('code', { description: 'Its code; the name of a device.' }) code: string,
    @Context() context: RequestContext,
  ): Promise<RetirePayloadType> {
    const unknown = { version: null, neededBy: [], userErrors: [userError('NOT_FOUND', ['code'], 'there is nothing of this code')] };
    if (code.length > LONGEST_KEY || code.includes('\u0000')) return unknown;
    const outcome = await this.editor.retire(kind, code, actorOf(context));
    switch (outcome.kind) {
      case 'retired':
        return { version: outcome.version, neededBy: [], userErrors: [] };
      case 'unknown':
        return unknown;
      case 'in-use': {
        const userErrors = [userError('CONFLICT', ['code'], `is still needed by ${outcome.by.join(', ')}`)];
        return { version: null, neededBy: [...outcome.by], userErrors };
      }
    }
  }

  /** Warnings of the topology as it is now, so that a row that was so already is looked at too. */
  private async warningsOf(list: 'links' | 'spans', code: string, version: number | null): Promise<TopologyWarningType[]> {
    const { graph } = await this.inventory.snapshot(version ?? 0);
    const concerned = topologyWarnings(graph).filter((warning) => concerns(graph, warning, list, code));
    return concerned.slice(0, MOST_WARNINGS).map(toTopologyWarningType);
  }

  private async upsert(
    list: EditableList,
    input: DeviceInput | LinkInput | SpanInput,
    expected: DeviceInput | LinkInput | SpanInput | null | undefined,
    context: RequestContext,
  ): Promise<Edited> {
    const row = toRow(input);
    const before = expected && toRow(expected);
    const wrong = [...sizeProblems('input', row), ...(before ? [...sizeProblems('expected', before), ...problemsOf(list, before)] : [])];
    if (wrong.length > 0) return { version: null, userErrors: wrong };
    return toEdited(list, await this.editor.upsert(list, row, actorOf(context), before));
  }
}

/** A row as topology v1 writes it: without what is not given. */
function toRow(input: DeviceInput | LinkInput | SpanInput): Row {
  const row = JSON.parse(JSON.stringify(input, (_key, value: unknown) => value ?? undefined)) as Record<string, unknown>;
  if ('route' in input && input.route) row['route'] = input.route.map(({ lat, lon }) => [lon, lat]);
  return row;
}

function problemsOf(list: EditableList, expected: Row): UserErrorType[] {
  return rowProblems(list, expected).map((problem) => toUserError('expected', list, problem));
}

function sizeProblems(argument: string, row: Row): UserErrorType[] {
  return ['spans', 'route', 'checks'].flatMap((field) => {
    const items = row[field];
    if (!Array.isArray(items) || items.length <= MOST_ITEMS) return [];
    return [userError('INVALID', [argument, field], `has ${items.length} items; allowed are ${MOST_ITEMS}`)];
  });
}

function toEdited(list: EditableList, outcome: EditOutcome): Edited {
  switch (outcome.kind) {
    case 'saved':
      return { version: outcome.version, userErrors: [] };
    case 'unchanged':
      return { version: null, userErrors: [] };
    case 'conflict': {
      const message = outcome.current === null ? 'there is no such row any more' : 'the row has changed meanwhile';
      return { version: null, userErrors: [userError('CONFLICT', ['expected'], message)] };
    }
    case 'refused':
      return { version: null, userErrors: outcome.problems.map((problem) => toUserError('input', list, problem)) };
  }
}

/** A problem of the row by itself is placed as an import would, `links[0] "code".a.device`; here that row is the argument itself. */
function toUserError(argument: string, list: EditableList, { place, reason }: Problem): UserErrorType {
  const field = place.replace(new RegExp(`^${list}\\[0\\](?: "(?:[^"\\\\]|\\\\.)*")?\\.?`), '');
  return userError('INVALID', [argument, ...field.split(/[.[\]]+/).filter((step) => step !== '')], reason);
}
