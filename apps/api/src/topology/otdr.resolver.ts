import { Inventory } from '@app/inventory';
import { locateOnSpan, type OtdrAnswer } from '@app/topology';
import { Args, Context, Float, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { OfWholeNetwork } from '../access/requires.decorator.js';
import type { RequestContext } from '../graphql/request.context.js';
import { SpanType } from '../inventory/cable.type.js';
import { type OtdrPointType, type OtdrRefusedType, OtdrResultUnion } from './otdr.type.js';

@Resolver(() => SpanType)
export class OtdrResolver {
  constructor(private readonly inventory: Inventory) {}

  @ResolveField(() => OtdrResultUnion, {
    nullable: true,
    description: 'Where an event lies that an OTDR sees from one of its ends; null if the span is retired, and as of a past instant.',
  })
  @OfWholeNetwork()
  async otdr(
    @Parent() span: SpanType,
    @Args('from', { description: 'Code of the place at the end that was measured from.' }) from: string,
    @Args('metres', { type: () => Float, description: 'Metres of fibre to the event.' }) metres: number,
    @Context() { asOf }: RequestContext,
  ): Promise<OtdrPointType | OtdrRefusedType | null> {
    // Routes are not kept with the networks of the past.
    if (asOf !== null) return null;
    const { graph, document } = await this.inventory.snapshot();
    return toOtdrResult(locateOnSpan(graph, document, span.code, from, metres));
  }
}

function toOtdrResult(answer: OtdrAnswer): OtdrPointType | OtdrRefusedType | null {
  switch (answer.kind) {
    case 'unknown-span':
      return null;
    case 'not-an-end':
    case 'no-distance':
      return { refusal: answer.kind, message: answer.reason, beyondM: null, nextSpans: [] };
    case 'beyond-end':
      return { refusal: answer.kind, message: answer.reason, beyondM: answer.beyondM, nextSpans: [...answer.next] };
    case 'point': {
      const { position, before, behind, along, slackM, warnings } = answer;
      const { likelyM, leastM, mostM } = along ?? { likelyM: null, leastM: null, mostM: null };
      return { position, before: { ...before }, behind: { ...behind }, likelyM, leastM, mostM, slackM, warnings: [...warnings] };
    }
  }
}
