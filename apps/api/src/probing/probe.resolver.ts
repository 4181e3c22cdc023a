import { Args, Context, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { ByArea, Requires, TypeRequires } from '../access/requires.decorator.js';
import { numericKey } from '../graphql/node.id.js';
import type { RequestContext } from '../graphql/request.context.js';
import { userError, UserErrorType } from '../graphql/user.error.type.js';
import type { DeviceId } from '@app/kernel';
import { ProbeNow } from './probe.now.js';

const MOST_DEVICES = 200;

@InputType('ProbeNowInput', { description: 'What is to be asked at once.' })
export class ProbeNowInput {
  @Field(() => [ID], { description: `Ids of devices or cameras, 1 to ${MOST_DEVICES}.` })
  ids: string[];
}

@ObjectType('ProbeNowPayload', { description: 'What became of it. The answers show in the devices’ states.' })
@TypeRequires('inventory:read')
export class ProbeNowPayloadType {
  @Field(() => Int, { description: 'How many devices are being asked.' })
  requested: number;

  @Field(() => [UserErrorType], { description: 'Why nothing is asked; empty if it is.' })
  userErrors: UserErrorType[];
}

@Resolver()
export class ProbeResolver {
  constructor(private readonly probing: ProbeNow) {}

  @Mutation(() => ProbeNowPayloadType, { description: 'Asks devices at once, beside their schedule. All or nothing.' })
  @Requires('probe:request')
  @ByArea()
  async probeNow(
    @Args('input', { description: 'What is to be asked.' }) input: ProbeNowInput,
    @Context() { loaders }: RequestContext,
  ): Promise<ProbeNowPayloadType> {
    const refused = (error: UserErrorType) => ({ requested: 0, userErrors: [error] });
    const { ids } = input;
    if (ids.length < 1 || ids.length > MOST_DEVICES)
      return refused(userError('INVALID', ['input', 'ids'], `has ${ids.length} ids; allowed are 1 to ${MOST_DEVICES}`));
    const keys = ids.map((id) => numericKey<DeviceId>(id, 'Device', 'Camera'));
    const devices = await Promise.all(keys.map((key) => (key === null ? Promise.resolve(null) : loaders.deviceById.load(key))));
    const missing = devices.findIndex((device) => device === null || device.isRetired);
    if (missing >= 0) return refused(userError('NOT_FOUND', ['input', 'ids', String(missing)], 'there is no such device'));
    const wanted = [...new Set(devices.flatMap((device) => (device ? [device.deviceId] : [])))];
    await this.probing.ask(wanted);
    return { requested: wanted.length, userErrors: [] };
  }
}
