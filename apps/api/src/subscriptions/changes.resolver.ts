import type { DeviceView } from '@app/inventory';
import { OutageDeskService } from '@app/outages';
import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import type { RequestContext } from '../graphql/request.context.js';
import { DeviceType } from '../inventory/device.type.js';
import { DeviceFilterInput } from '../inventory/inventory.inputs.js';
import { toDeviceType } from '../inventory/inventory.mapper.js';
import { OutageFilterInput } from '../outages/outage.inputs.js';
import { toOutageFilter, toOutageType } from '../outages/outage.mapper.js';
import { OutageType } from '../outages/outage.type.js';
import { EventHub } from './event.hub.js';
import { followChanges } from './follow.changes.js';

/** What changes, told as it changes. Hints come from the database, so any copy of the API can serve any subscriber. */
@Resolver()
export class ChangesResolver {
  constructor(
    private readonly hub: EventHub,
    private readonly desk: OutageDeskService,
  ) {}

  @Subscription(() => OutageType, {
    description:
      'Every outage that opens, changes or clears, as it is then. What changed before the subscription is not told: subscribe first, then list. ' +
      'A subscriber that falls too far behind is ended with CHANGES_MISSED.',
  })
  @Requires('outage:read')
  @ByArea()
  outageChanged(
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which outages, as they are when they change; none: all.' }) filter?: OutageFilterInput,
  ) {
    // Bounded once, before the first change.
    toOutageFilter(filter, this.desk.now());
    return followChanges(
      this.hub,
      'outage',
      context,
      (ids) => context.readers.outages.matching(ids, toOutageFilter(filter, this.desk.now())),
      (outage) => ({ outageChanged: toOutageType(outage) }),
    );
  }

  @Subscription(() => DeviceType, {
    description: 'Every device whose concluded state changes, as it is then. The same rules as for outageChanged.',
  })
  @Requires('inventory:read')
  @ByArea()
  deviceStatusChanged(
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which devices, as they are when they change; none: all.' }) filter?: DeviceFilterInput,
  ) {
    const wanted = boundedFilter(filter);
    const { devices, states } = context.readers;
    const read = (ids: readonly string[]): Promise<DeviceView[]> =>
      devices.matching(ids.map(Number).filter(Number.isSafeInteger), wanted, states.conditions(wanted.statuses));
    return followChanges(this.hub, 'device-status', context, read, (device) => ({ deviceStatusChanged: toDeviceType(device) }));
  }
}
