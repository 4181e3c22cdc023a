import { DiscoveryQueries } from '@app/discovery';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { DeviceType } from '../inventory/device.type.js';
import { toDeviceType } from '../inventory/inventory.mapper.js';
import { DiscoveryControl } from './discovery.control.js';
import { DiscoveredDeviceFilterInput, StartDiscoveryInput } from './discovery.inputs.js';
import { toDiscoveredDeviceType, toRunType } from './discovery.mapper.js';
import { uuidKey } from '../graphql/node.id.js';
import {
  DiscoveredDeviceConnectionType,
  DiscoveredDeviceType,
  DiscoveryPayloadType,
  DiscoveryRunConnectionType,
  DiscoveryRunType,
} from './discovery.type.js';

/** Looks at the network when somebody asks for it, and tells what was found. */
@Resolver(() => DiscoveredDeviceType)
export class DiscoveryResolver {
  constructor(
    private readonly queries: DiscoveryQueries,
    private readonly control: DiscoveryControl,
  ) {}

  @Query(() => DiscoveryRunConnectionType, { description: 'Runs of discovery, the newest first.' })
  @Requires('inventory:read')
  async discoveryRuns(@Args() page: PageArgs) {
    return toConnection(await this.queries.runs(toPageRequest(page)), toRunType);
  }

  @Query(() => DiscoveryRunType, { nullable: true, description: 'One run, with its progress as of a second ago; null if there is none.' })
  @Requires('inventory:read')
  async discoveryRun(@Args('id', { type: () => ID, description: 'Its opaque id.' }) id: string) {
    const key = uuidKey(id, 'DiscoveryRun');
    const run = key === null ? null : await this.queries.run(key);
    return run && toRunType(run);
  }

  @Query(() => DiscoveredDeviceConnectionType, { description: 'Devices that were found, the last seen first.' })
  @Requires('inventory:read')
  async discoveredDevices(
    @Args() page: PageArgs,
    @Args('filter', { nullable: true, description: 'Which; none: all, declared or not.' }) filter?: DiscoveredDeviceFilterInput,
  ) {
    return toConnection(await this.queries.devices(boundedFilter(filter), toPageRequest(page)), toDiscoveredDeviceType);
  }

  @Mutation(() => DiscoveryPayloadType, {
    description: 'Looks at a part of the network, one run at a time. Reads only: what is declared stays as it is.',
  })
  @Requires('probe:request')
  async startDiscovery(
    @Args('input', { description: 'What is to be looked at.' }) input: StartDiscoveryInput,
    @Context() context: RequestContext,
  ): Promise<DiscoveryPayloadType> {
    const { realm, ranges, credentials, port, maxHops, pingsPerSecond } = input;
    const refused = (...userErrors: UserErrorType[]) => ({ run: null, userErrors });
    const wanted = { realm, ranges, credentials: credentials ?? null, port, maxHops, pingsPerSecond };
    const outcome = await this.control.start(wanted, actorOf(context));
    switch (outcome.kind) {
      case 'started':
        return this.payload(outcome.runId);
      case 'busy':
        return refused(userError('CONFLICT', ['input'], 'another run is on its way'));
      case 'unavailable':
        return refused(userError('UNAVAILABLE', ['input'], 'nothing in this process can ask the network'));
      case 'refused':
        return refused(...outcome.problems.map(({ path, reason }) => userError('INVALID', ['input', ...path], reason)));
    }
  }

  @Mutation(() => DiscoveryPayloadType, { description: 'Ends a run: nobody more is asked, and nothing is concluded from it.' })
  @Requires('probe:request')
  async cancelDiscovery(@Args('id', { type: () => ID, description: 'The run.' }) id: string): Promise<DiscoveryPayloadType> {
    const key = uuidKey(id, 'DiscoveryRun');
    const isKnown = key !== null && (await this.queries.run(key)) !== null;
    if (!isKnown) return { run: null, userErrors: [userError('NOT_FOUND', ['id'], 'there is no such run')] };
    if (this.control.cancel(key)) return this.payload(key);
    return this.payload(key, userError('CONFLICT', ['id'], 'it is not on its way here'));
  }

  @ResolveField(() => DeviceType, { nullable: true, description: 'The declared device that it is; null: nobody declared it.' })
  async device(@Parent() { deviceName }: DiscoveredDeviceType, @Context() { loaders }: RequestContext) {
    const device = deviceName === null ? null : await loaders.deviceByName.load(deviceName);
    return device && toDeviceType(device);
  }

  private async payload(id: string, ...userErrors: UserErrorType[]): Promise<DiscoveryPayloadType> {
    const run = await this.queries.run(id);
    return { run: run && toRunType(run), userErrors };
  }
}
