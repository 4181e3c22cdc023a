import { OutageCauseService, OutageDeskService } from '@app/outages';
import { Args, Context, Extensions, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { type UserErrorType, userError } from '../graphql/user.error.type.js';
import { noteProblem, textProblem } from '../graphql/text.problem.js';
import {
  AcknowledgeOutageInput,
  NoteOutageInput,
  OutageCauseInput,
  OutageCausePayloadType,
  OutagePayloadType,
  SetOutageCauseInput,
} from './outage.inputs.js';
import { toOutageType } from './outage.mapper.js';
import { outageKey } from './outage.resolver.js';
import { OutageCauseType } from './outage.type.js';

const LONGEST_LABEL = 100;

@Resolver()
export class OutageDeskResolver {
  constructor(
    private readonly desk: OutageDeskService,
    private readonly causes: OutageCauseService,
  ) {}

  @Mutation(() => OutagePayloadType, {
    description: 'Takes an open outage on. Whoever comes second is told who has it, until when, and may take it over.',
  })
  @Requires('outage:write')
  @ByArea()
  async acknowledgeOutage(
    @Args('input', { description: 'Which outage, until when, and a word on it.' }) input: AcknowledgeOutageInput,
    @Context() context: RequestContext,
  ): Promise<OutagePayloadType> {
    const key = await seenKey(input.id, context);
    if (key === null) return unknown();
    const note = input.note?.trim() ?? '';
    const problem = noteProblem(note);
    if (problem !== null) return answer(key, context, userError('INVALID', ['input', 'note'], problem));
    const outcome = await this.desk.acknowledge(key, {
      by: actorOf(context),
      until: input.until ?? null,
      note: note === '' ? null : note,
      isTakeover: input.takeOver,
    });
    switch (outcome.kind) {
      case 'acknowledged':
        return answer(key, context);
      case 'already-acknowledged':
        return answer(key, context, userError('CONFLICT', ['input', 'id'], takenBy(outcome)));
      case 'already-cleared':
        return answer(key, context, userError('CONFLICT', ['input', 'id'], 'it has cleared already'));
      case 'until-past':
        return answer(key, context, userError('INVALID', ['input', 'until'], 'lies in the past'));
      case 'unknown':
        return unknown();
    }
  }

  @Mutation(() => OutagePayloadType, { description: 'Says what an outage was, open or cleared. The last word counts; all are kept.' })
  @Requires('outage:write')
  @ByArea()
  async setOutageCause(
    @Args('input', { description: 'Which outage, and what it was.' }) { id, cause, note: said }: SetOutageCauseInput,
    @Context() context: RequestContext,
  ): Promise<OutagePayloadType> {
    const key = await seenKey(id, context);
    if (key === null) return unknown();
    const note = said?.trim() ?? '';
    const problem = noteProblem(note);
    if (problem !== null) return answer(key, context, userError('INVALID', ['input', 'note'], problem));
    const isText = textProblem(cause, LONGEST_LABEL) === null;
    const { kind } = isText
      ? await this.desk.attribute(key, { by: actorOf(context), cause, note: note === '' ? null : note })
      : { kind: 'unknown-cause' as const };
    switch (kind) {
      case 'attributed':
        return answer(key, context);
      case 'unknown-cause':
        return answer(key, context, userError('INVALID', ['input', 'cause'], 'is not in the list of causes: see outageCauses'));
      case 'unknown':
        return unknown();
    }
  }

  @Mutation(() => OutagePayloadType, { description: 'Writes a word into the life of an outage, open or cleared.' })
  @Requires('outage:write')
  @ByArea()
  async noteOutage(
    @Args('input', { description: 'Which outage, and the word.' }) input: NoteOutageInput,
    @Context() context: RequestContext,
  ): Promise<OutagePayloadType> {
    const key = await seenKey(input.id, context);
    if (key === null) return unknown();
    const text = input.text.trim();
    const problem = text === '' ? 'is empty' : noteProblem(text);
    if (problem !== null) return answer(key, context, userError('INVALID', ['input', 'text'], problem));
    const { kind } = await this.desk.note(key, actorOf(context), text);
    switch (kind) {
      case 'noted':
        return answer(key, context);
      case 'unknown':
        return unknown();
    }
  }

  @Query(() => [OutageCauseType], {
    description: 'The list of causes that people choose from, retired ones last. Counts as 10 in the cost.',
  })
  @Requires('outage:read')
  @ByArea()
  @Extensions({ listSize: 10 })
  async outageCauses(@Context() { readers }: RequestContext): Promise<OutageCauseType[]> {
    return [...(await readers.causes.all())];
  }

  @Mutation(() => OutageCausePayloadType, { description: 'Adds a cause to the list, or gives one other labels.' })
  @Requires('inventory:write')
  async upsertOutageCause(
    @Args('input', { description: 'The entry.' }) { code, labelEn, labelId }: OutageCauseInput,
  ): Promise<OutageCausePayloadType> {
    const labels = { labelEn: labelEn.trim(), labelId: labelId.trim() };
    for (const name of ['labelEn', 'labelId'] as const) {
      const problem = labels[name] === '' ? 'is empty' : textProblem(labels[name], LONGEST_LABEL);
      if (problem !== null) return { cause: null, userErrors: [userError('INVALID', ['input', name], problem)] };
    }
    const outcome = await this.causes.put({ code, ...labels });
    if (outcome.kind === 'kept') return { cause: outcome.cause, userErrors: [] };
    return {
      cause: null,
      userErrors: [userError('INVALID', ['input', 'code'], 'must be capital letters, digits and underscores, 2 to 40, a letter first')],
    };
  }

  @Mutation(() => OutageCausePayloadType, { description: 'Takes a cause from the list. It stays with the outages it was chosen for.' })
  @Requires('inventory:write')
  async retireOutageCause(@Args('code', { description: 'Its code.' }) code: string): Promise<OutageCausePayloadType> {
    const outcome = textProblem(code, LONGEST_LABEL) === null ? await this.causes.retire(code) : { kind: 'unknown' as const };
    if (outcome.kind === 'kept') return { cause: outcome.cause, userErrors: [] };
    return { cause: null, userErrors: [userError('NOT_FOUND', ['code'], 'there is no such cause')] };
  }
}

/** What lies outside the viewer's area is not there. */
async function seenKey(id: string, { loaders }: RequestContext): Promise<string | null> {
  const key = outageKey(id);
  return key !== null && (await loaders.outageById.load(key)) !== null ? key : null;
}

function takenBy({ by, until }: { readonly by: string; readonly until: Date | null }): string {
  return `${by} has taken it on already${until === null ? '' : `, until ${until.toISOString()}`}`;
}

function unknown(): OutagePayloadType {
  return { outage: null, userErrors: [userError('NOT_FOUND', ['input', 'id'], 'there is no such outage')] };
}

/** The outage as it is after the change, or as it stands where there was none. */
async function answer(key: string, context: RequestContext, ...userErrors: UserErrorType[]): Promise<OutagePayloadType> {
  context.renew();
  const outage = await context.loaders.outageById.load(key);
  return { outage: outage && toOutageType(outage), userErrors };
}
