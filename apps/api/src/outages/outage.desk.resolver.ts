import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { type UserErrorType, userError } from '../graphql/user.error.type.js';
import { OutageDesk } from './outage.desk.js';
import { AcknowledgeOutageInput, NoteOutageInput, OutagePayloadType } from './outage.inputs.js';
import { toOutageType } from './outage.mapper.js';
import { outageKey } from './outage.resolver.js';

const LONGEST_NOTE = 2_000;

@Resolver()
export class OutageDeskResolver {
  constructor(private readonly desk: OutageDesk) {}

  @Mutation(() => OutagePayloadType, { description: 'Takes an open outage on, once: whoever comes second is told so.' })
  @Requires('outage:write')
  @ByArea()
  async acknowledgeOutage(
    @Args('input', { description: 'Which outage, and a word on it.' }) { id, note }: AcknowledgeOutageInput,
    @Context() context: RequestContext,
  ): Promise<OutagePayloadType> {
    const key = await seenKey(id, context);
    if (key === null) return unknown();
    const text = note?.trim() ?? '';
    const problem = textProblem(text);
    if (problem !== null) return answer(key, context, userError('INVALID', ['input', 'note'], problem));
    const { kind } = await this.desk.acknowledge(key, actorOf(context), text === '' ? null : text);
    switch (kind) {
      case 'acknowledged':
        return answer(key, context);
      case 'already-acknowledged':
        return answer(key, context, userError('CONFLICT', ['input', 'id'], 'somebody has taken it on already'));
      case 'already-cleared':
        return answer(key, context, userError('CONFLICT', ['input', 'id'], 'it has cleared already'));
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
    const problem = text === '' ? 'is empty' : textProblem(text);
    if (problem !== null) return answer(key, context, userError('INVALID', ['input', 'text'], problem));
    const { kind } = await this.desk.note(key, actorOf(context), text);
    switch (kind) {
      case 'noted':
        return answer(key, context);
      case 'unknown':
        return unknown();
    }
  }
}

/** What lies outside the viewer's area is not there. */
async function seenKey(id: string, { loaders }: RequestContext): Promise<string | null> {
  const key = outageKey(id);
  return key !== null && (await loaders.outageById.load(key)) !== null ? key : null;
}

/** A word that the database can keep as JSON: no NUL, no half of a surrogate pair. */
function textProblem(text: string): string | null {
  if (text.length > LONGEST_NOTE) return `is ${text.length} characters long; allowed are ${LONGEST_NOTE}`;
  if (text.includes('\u0000')) return 'has a NUL character';
  return text.isWellFormed() ? null : 'is no well-formed Unicode';
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
