import { type DecideOutcome, DiscoveryQueries, DriftDesk } from '@app/discovery';
import type { Problem } from '@app/inventory';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { textProblem } from '../graphql/text.problem.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { toDeviceType } from '../inventory/inventory.mapper.js';
import { AcceptDiscoveredDeviceInput, DriftFilterInput, RefuseDriftInput } from './discovery.inputs.js';
import { toDriftItemType } from './discovery.mapper.js';
import { uuidKey } from '../graphql/node.id.js';
import { AcceptDiscoveredDevicePayloadType, DriftItemConnectionType, DriftPayloadType } from './drift.type.js';

const LONGEST_REASON = 2_000;

/** What differs, and what people decide of it. */
@Resolver()
export class DriftResolver {
  constructor(
    private readonly queries: DiscoveryQueries,
    private readonly desk: DriftDesk,
  ) {}

  @Query(() => DriftItemConnectionType, { description: 'In what the declared and the observed network differ, the newest first.' })
  @Requires('inventory:read')
  async driftItems(
    @Args() page: PageArgs,
    @Args('filter', { nullable: true, description: 'Which; none: the open ones.' }) filter?: DriftFilterInput,
  ) {
    const wanted = boundedFilter(filter);
    const states = wanted.states ?? ['open' as const];
    return toConnection(await this.queries.drifts({ ...wanted, states }, toPageRequest(page)), toDriftItemType);
  }

  @Mutation(() => DriftPayloadType, { description: 'Declares what was seen: all edits of the proposal, or none.' })
  @Requires('inventory:write')
  async acceptDrift(
    @Args('id', { type: () => ID, description: 'The difference.' }) id: string,
    @Args('expectedVersion', { type: () => Int, description: 'Its version as the caller read it.' }) expectedVersion: number,
    @Context() context: RequestContext,
  ): Promise<DriftPayloadType> {
    const key = uuidKey(id, 'DriftItem');
    if (key === null) return unknown(['id']);
    return this.answer(key, await this.desk.accept(key, expectedVersion, actorOf(context)), ['id'], ['expectedVersion']);
  }

  @Mutation(() => DriftPayloadType, {
    description: 'Lets what is declared stand: not shown as open again while the same is seen, or until its time is over.',
  })
  @Requires('inventory:write')
  async refuseDrift(
    @Args('input', { description: 'Which, and why.' }) { id, expectedVersion, reason, until }: RefuseDriftInput,
    @Context() context: RequestContext,
  ): Promise<DriftPayloadType> {
    const key = uuidKey(id, 'DriftItem');
    if (key === null) return unknown(['input', 'id']);
    const text = reason.trim();
    const problem = text === '' ? 'is empty' : textProblem(text, LONGEST_REASON);
    if (problem !== null) return { item: null, userErrors: [userError('INVALID', ['input', 'reason'], problem)] };
    const outcome = await this.desk.refuse(key, expectedVersion, actorOf(context), text, until ?? null);
    return this.answer(key, outcome, ['input', 'id'], ['input', 'expectedVersion']);
  }

  @Mutation(() => AcceptDiscoveredDevicePayloadType, {
    description: 'Declares a device that was found; name, role and place are the caller’s.',
  })
  @Requires('inventory:write')
  async acceptDiscoveredDevice(
    @Args('input', { description: 'Which, and as what.' }) { id, ...row }: AcceptDiscoveredDeviceInput,
    @Context() context: RequestContext,
  ): Promise<AcceptDiscoveredDevicePayloadType> {
    const key = uuidKey(id, 'DiscoveredDevice');
    const outcome = key === null ? ({ kind: 'unknown' } as const) : await this.desk.adopt(key, row, actorOf(context));
    const device = async (name: string) => {
      context.renew();
      const found = await context.loaders.deviceByName.load(name);
      return found && toDeviceType(found);
    };
    const refused = (...userErrors: UserErrorType[]) => ({ device: null, userErrors });
    switch (outcome.kind) {
      case 'adopted':
        return { device: await device(outcome.name), userErrors: [] };
      case 'declared':
        return { device: await device(outcome.name), userErrors: [userError('CONFLICT', ['input', 'id'], 'it is declared already')] };
      case 'unknown':
        return refused(userError('NOT_FOUND', ['input', 'id'], 'there is no such found device'));
      case 'exists':
        return refused(userError('CONFLICT', ['input', 'name'], 'a device of this name is declared'));
      case 'invalid':
        return refused(...outcome.problems.map((each) => problemError(each, ['input'])));
    }
  }

  private async answer(
    key: string,
    outcome: DecideOutcome,
    idPath: readonly string[],
    versionPath: readonly string[],
  ): Promise<DriftPayloadType> {
    const item = await this.queries.drift(key);
    return { item: item && toDriftItemType(item), userErrors: errorsOf(outcome, idPath, versionPath) };
  }
}

function errorsOf(outcome: DecideOutcome, idPath: readonly string[], versionPath: readonly string[]): UserErrorType[] {
  switch (outcome.kind) {
    case 'accepted':
    case 'refused':
      return [];
    case 'unknown':
      return unknown(idPath).userErrors;
    case 'closed':
      return [userError('CONFLICT', idPath, `it is ${outcome.state} already`)];
    case 'stale':
      return outcome.what === 'item'
        ? [userError('CONFLICT', versionPath, 'it says something else by now')]
        : [userError('CONFLICT', idPath, 'what is declared has changed since: look again')];
    case 'by-hand':
      return [userError('INVALID', idPath, 'nothing here can be changed by itself: settle it by hand, or refuse it')];
    case 'invalid':
      return outcome.problems.map((problem) => problemError(problem, idPath));
    case 'in-use':
      return [userError('CONFLICT', idPath, `is still needed by ${outcome.by.join(', ')}`)];
  }
}

function problemError({ place, reason }: Problem, path: readonly string[]): UserErrorType {
  return userError('INVALID', path, `${place} ${reason}`);
}

function unknown(path: readonly string[]): DriftPayloadType {
  return { item: null, userErrors: [userError('NOT_FOUND', path, 'there is no such difference')] };
}
