import { type Isolation, MaintenanceService } from '@app/maintenance';
import { Args, Context, Extensions, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { NOT_AS_OF, UNRECORDED } from '../graphql/field.extensions.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { uuidKey } from '../graphql/node.id.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { textProblem } from '../graphql/text.problem.js';
import { OutageType } from '../outages/outage.type.js';
import {
  MaintenanceWindowFilterInput,
  MaintenanceWindowIdInput,
  MaintenanceWindowPayloadType,
  ScheduleMaintenanceInput,
  ScheduleMaintenancePayloadType,
} from './maintenance.inputs.js';
import { toLossType, toWindowType } from './maintenance.mapper.js';
import { MaintenanceWindowConnectionType, MaintenanceWindowType } from './maintenance.type.js';

const LONGEST_TITLE = 200;
const LONGEST_CODE = 200;

/** Works are planned on the whole network: who has an area sees of them only that an outage is in maintenance. */
@Resolver()
export class MaintenanceResolver {
  constructor(private readonly service: MaintenanceService) {}

  @Query(() => MaintenanceWindowConnectionType, { description: `Maintenance windows, the latest start first.${NOT_AS_OF}` })
  @Requires('outage:read')
  @Extensions(UNRECORDED)
  async maintenanceWindows(
    @Args() page: PageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which windows; none: all.' }) filter?: MaintenanceWindowFilterInput,
  ) {
    const { isPending, isCancelled, subject } = boundedFilter(filter);
    const now = this.service.now();
    if (subject) boundedFilter(subject);
    const wanted = {
      isCancelled,
      subject: subject ? { kind: subject.kind, code: subject.code } : null,
      pendingAt: isPending ? now : null,
    };
    return toConnection(await readers.maintenance.page(wanted, toPageRequest(page)), (window) => toWindowType(window, now));
  }

  @Mutation(() => ScheduleMaintenancePayloadType, {
    description:
      'Plans works. Refused where they would isolate a station together with other windows, though none of them does alone; the reason names when, which stations and with what.',
  })
  @Requires('outage:write')
  async scheduleMaintenance(
    @Args('input', { description: 'The works.' }) input: ScheduleMaintenanceInput,
    @Context() context: RequestContext,
  ): Promise<ScheduleMaintenancePayloadType> {
    const title = input.title.trim();
    const problem = title === '' ? 'is empty' : textProblem(title, LONGEST_TITLE);
    if (problem !== null) return refused(userError('INVALID', ['input', 'title'], problem));
    const bad = input.subjects.findIndex(({ code }) => textProblem(code, LONGEST_CODE) !== null);
    if (bad >= 0) return refused(userError('INVALID', ['input', 'subjects', String(bad), 'code'], 'is no code'));
    const outcome = await this.service.schedule({
      title,
      kind: input.kind,
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      recurrence: input.recurrence ?? null,
      durationS: input.durationS ?? null,
      subjects: input.subjects,
      by: actorOf(context),
      isDryRun: input.dryRun,
    });
    const now = this.service.now();
    switch (outcome.kind) {
      case 'scheduled': {
        const others = outcome.judgement.overlapping.map((other) => toWindowType(other, now));
        return { window: toWindowType(outcome.window, now), loss: toLossType(outcome), others, userErrors: [] };
      }
      case 'invalid':
        return refused(userError('INVALID', ['input', outcome.field], outcome.reason));
      case 'isolates':
        return refused(
          userError('CONFLICT', ['input', 'subjects'], isolationText(outcome.isolation)),
          outcome.isolation.others.map((other) => toWindowType(other, now)),
        );
    }
  }

  @Mutation(() => MaintenanceWindowPayloadType, { description: 'Cancels works. Those in force end at once, and all is judged again.' })
  @Requires('outage:write')
  async cancelMaintenance(
    @Args('input', { description: 'Which window.' }) { id }: MaintenanceWindowIdInput,
    @Context() context: RequestContext,
  ): Promise<MaintenanceWindowPayloadType> {
    const key = windowKey(id);
    const { kind } = key === null ? { kind: 'unknown' as const } : await this.service.cancel(key, actorOf(context));
    switch (kind) {
      case 'cancelled':
        return this.answer(key, context);
      case 'already-cancelled':
        return this.answer(key, context, userError('CONFLICT', ['input', 'id'], 'it was cancelled already'));
      case 'over':
        return this.answer(key, context, userError('CONFLICT', ['input', 'id'], 'it is over'));
      case 'unknown':
        return this.answer(null, context);
    }
  }

  @Mutation(() => MaintenanceWindowPayloadType, { description: 'Says that a flexible window begins now.' })
  @Requires('outage:write')
  async beginMaintenance(
    @Args('input', { description: 'Which window.' }) { id }: MaintenanceWindowIdInput,
    @Context() context: RequestContext,
  ): Promise<MaintenanceWindowPayloadType> {
    const key = windowKey(id);
    const { kind } = key === null ? { kind: 'unknown' as const } : await this.service.begin(key, this.service.now());
    if (kind === 'unknown') return this.answer(null, context);
    if (kind === 'begun') return this.answer(key, context);
    return this.answer(key, context, userError('CONFLICT', ['input', 'id'], NOT_BEGUN[kind]));
  }

  private async answer(
    key: string | null,
    { readers }: RequestContext,
    ...userErrors: UserErrorType[]
  ): Promise<MaintenanceWindowPayloadType> {
    const [window] = key === null ? [] : await readers.maintenance.byIds([key]);
    if (!window) return { window: null, userErrors: [userError('NOT_FOUND', ['input', 'id'], 'there is no such window')] };
    return { window: toWindowType(window, this.service.now()), userErrors };
  }
}

@Resolver(() => OutageType)
export class MaintenanceOfOutageResolver {
  constructor(private readonly service: MaintenanceService) {}

  @ResolveField(() => MaintenanceWindowType, {
    nullable: true,
    description: 'The works for whose sake nobody is told of it now; null outside of maintenance, and for who has an area.',
  })
  async maintenance(@Parent() { hushedById }: OutageType, @Context() { loaders }: RequestContext) {
    const window = hushedById === null ? null : await loaders.maintenanceById.load(hushedById);
    return window && toWindowType(window, this.service.now());
  }
}

const NOT_BEGUN = {
  'not-flexible': 'only a flexible window is begun: others begin by themselves',
  'already-begun': 'it has begun already',
  'out-of-bounds': 'now is not between startsAt and endsAt',
  cancelled: 'it was cancelled',
} as const;

const windowKey = (id: string) => uuidKey(id, 'MaintenanceWindow');

function refused(error: UserErrorType, others: MaintenanceWindowType[] = []): ScheduleMaintenancePayloadType {
  return { window: null, loss: null, others, userErrors: [error] };
}

function isolationText({ from, to, stations, others }: Isolation): string {
  const with_ = others.map(({ title }) => JSON.stringify(title)).join(', ');
  return `from ${from.toISOString()} to ${to.toISOString()} would isolate ${stations.join(', ')} together with ${with_}; none of them does alone`;
}
