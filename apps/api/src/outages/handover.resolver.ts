import { inForce } from '@app/maintenance';
import { type HandoverLanguage, HandoverService, handoverText, type HandoverWork, type ShiftHandover } from '@app/outages';
import { Args, Context, Extensions, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { NOT_AS_OF, UNRECORDED } from '../graphql/field.extensions.js';
import { badInput } from '../graphql/graphql.errors.js';
import { encodeNodeId } from '../graphql/node.id.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { userError } from '../graphql/user.error.type.js';
import { noteProblem, textProblem } from '../graphql/text.problem.js';
import {
  HandOverShiftInput,
  LanguageEnum,
  ShiftHandoverConnectionType,
  ShiftHandoverPayloadType,
  ShiftHandoverType,
} from './handover.type.js';

const LONGEST_SHIFT_MS = 7 * 86_400_000;
const LONGEST_NAME = 200;
const SOON_MS = 12 * 3_600_000;
/** Outages that are named in one text; the rest is counted. */
const MOST_NAMED = 200;

interface Handed {
  readonly from: Date;
  readonly language: HandoverLanguage;
  readonly takenBy: string | null;
  readonly note: string | null;
}

/** What one shift leaves to the next: drawn from what is open, kept when it is handed over. */
@Resolver()
export class HandoverResolver {
  constructor(private readonly handovers: HandoverService) {}

  @Query(() => ShiftHandoverType, { description: `What there is to hand over now, of the viewer's area. Nothing is kept.${NOT_AS_OF}` })
  @Requires('outage:read')
  @ByArea()
  @Extensions(UNRECORDED)
  async shiftHandover(
    @Args('from', { type: () => DateTimeScalar, description: 'When the shift began: at most 7 days ago.' }) from: Date,
    @Context() context: RequestContext,
    @Args('language', { type: () => LanguageEnum, defaultValue: 'id', description: 'The language of the text.' })
    language: HandoverLanguage,
  ): Promise<ShiftHandoverType> {
    const problem = this.shiftProblem(from);
    if (problem !== null) throw badInput('from', problem);
    return { ...(await this.drawn({ from, language, takenBy: null, note: null }, context)), id: null, from };
  }

  @Query(() => ShiftHandoverConnectionType, { description: `What shifts left to each other, the newest first.${NOT_AS_OF}` })
  @Requires('outage:read')
  @Extensions(UNRECORDED)
  async shiftHandovers(@Args() page: PageArgs, @Context() { readers }: RequestContext) {
    return toConnection(await readers.handovers.page(toPageRequest(page)), toHandoverType);
  }

  @Mutation(() => ShiftHandoverPayloadType, { description: 'Hands the shift over: the text is drawn from what is open now, and kept.' })
  @Requires('outage:write')
  async handOverShift(
    @Args('input', { description: 'Since when, to whom, and what is to be said beside.' }) input: HandOverShiftInput,
    @Context() context: RequestContext,
  ): Promise<ShiftHandoverPayloadType> {
    const note = input.note?.trim() ?? '';
    const takenBy = input.takenBy?.trim() ?? '';
    const problems = [
      ['from', this.shiftProblem(input.from)],
      ['note', noteProblem(note)],
      ['takenBy', textProblem(takenBy, LONGEST_NAME)],
    ] as const;
    for (const [name, problem] of problems)
      if (problem !== null) return { handover: null, userErrors: [userError('INVALID', ['input', name], problem)] };
    const handed = {
      from: input.from,
      language: input.language,
      takenBy: takenBy === '' ? null : takenBy,
      note: note === '' ? null : note,
    };
    return { handover: toHandoverType(await this.handovers.keep(await this.drawn(handed, context))), userErrors: [] };
  }

  private shiftProblem(from: Date): string | null {
    const age = this.handovers.now().getTime() - from.getTime();
    if (age < 0) return 'lies in the future';
    return age > LONGEST_SHIFT_MS ? 'lies more than 7 days back' : null;
  }

  /** Works under way, and those that begin within half a day. Who has an area is shown none. */
  private async works({ readers }: RequestContext, at: Date): Promise<HandoverWork[]> {
    const within = { from: at.getTime(), to: at.getTime() + SOON_MS };
    return (await readers.maintenance.pending(at)).flatMap((window) =>
      inForce(window, within).map(({ from, to }) => ({ title: window.title, startsAt: new Date(from), endsAt: new Date(to) })),
    );
  }

  private async drawn({ from, language, takenBy, note }: Handed, context: RequestContext): Promise<Omit<ShiftHandover, 'id'>> {
    const { readers } = context;
    const [at, by] = [this.handovers.now(), actorOf(context)];
    const { open, cleared } = await readers.handovers.outagesSince(from, MOST_NAMED);
    const causes = new Map((await readers.causes.all()).map(({ code, labelEn, labelId }) => [code, language === 'id' ? labelId : labelEn]));
    const text = handoverText({ from, at, by, takenBy, note, open, cleared, works: await this.works(context, at), causes }, language);
    return { at, fromAt: from, by, takenBy, language, note, text };
  }
}

function toHandoverType({ id, at, fromAt, by, takenBy, language, note, text }: ShiftHandover): ShiftHandoverType {
  return { id: encodeNodeId('ShiftHandover', id), at, from: fromAt, by, takenBy, language, note, text };
}
