import { type ComplianceFilter, ComplianceService, type MoveOutcome, possibleMoves, isOverdue, type ReportGroup } from '@app/compliance';
import { Args, Context, Extensions, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { NOT_AS_OF, UNRECORDED } from '../graphql/field.extensions.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { toBuildingType } from '../inventory/inventory.mapper.js';
import { BuildingType } from '../inventory/place.type.js';
import { ComplianceStateEnum, ReportGroupEnum } from './compliance.enums.js';
import { ComplianceFilterInput, CompliancePayloadType, MoveComplianceInput, ObjectToComplianceInput } from './compliance.inputs.js';
import { toBuildingComplianceType, toFactsType, toMoveType, toReportType, toRuleType, writtenMove } from './compliance.mapper.js';
import {
  BuildingComplianceConnectionType,
  BuildingComplianceType,
  BuildingFactsType,
  ComplianceMoveConnectionType,
  type ComplianceMoveType,
  ComplianceReportType,
  ComplianceRuleType,
} from './compliance.type.js';

const READ = 'compliance:read';
const LONGEST = { reason: 2_000, reference: 100 } as const;

/** Where buildings stand, and what people decide of it. What is not the viewer's looks as if it were not there. */
@Resolver()
export class ComplianceResolver {
  constructor(private readonly service: ComplianceService) {}

  @Query(() => BuildingComplianceConnectionType, { description: `Where buildings stand, sorted by code.${NOT_AS_OF}` })
  @Requires(READ)
  @ByArea()
  @Extensions(UNRECORDED)
  async compliance(
    @Args() page: PageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which buildings; none: all.' }) filter?: ComplianceFilterInput,
  ) {
    return toConnection(await readers.compliance.page(this.toFilter(filter), toPageRequest(page)), toBuildingComplianceType);
  }

  @Query(() => ComplianceReportType, { description: `Where buildings stand, counted.${NOT_AS_OF}` })
  @Requires(READ)
  @ByArea()
  @Extensions(UNRECORDED)
  async complianceReport(
    @Args('by', { type: () => ReportGroupEnum, description: 'By what it is broken down.' }) by: ReportGroup,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Of which buildings; none: all.' }) filter?: ComplianceFilterInput,
  ): Promise<ComplianceReportType> {
    return toReportType(await this.service.report(readers.complianceReports, by, this.toFilter(filter)));
  }

  @Query(() => ComplianceRuleType, { description: 'The rule that buildings are judged by now.' })
  @Requires(READ)
  @ByArea()
  complianceRule(): ComplianceRuleType {
    return toRuleType(this.service.ruleNow());
  }

  @Mutation(() => CompliancePayloadType, {
    description: 'Moves a building as somebody decided, and makes the letter that goes with it.',
  })
  @Requires('compliance:write')
  @ByArea()
  async moveCompliance(
    @Args('input', { description: 'Which building, and where.' }) input: MoveComplianceInput,
    @Context() context: RequestContext,
  ): Promise<CompliancePayloadType> {
    return this.decide(input, context);
  }

  @Mutation(() => CompliancePayloadType, {
    description: 'An owner objects: the building is DISPUTED, and no time runs until it is ruled on.',
  })
  @Requires('registration:submit')
  @ByArea()
  async objectToCompliance(
    @Args('input', { description: 'Which building, and why.' }) { building, reason }: ObjectToComplianceInput,
    @Context() context: RequestContext,
  ): Promise<CompliancePayloadType> {
    return this.decide({ building, to: 'DISPUTED', reason, dryRun: false }, context);
  }

  private toFilter(filter: ComplianceFilterInput | null | undefined): ComplianceFilter {
    const { overdue, ...others } = boundedFilter(filter);
    return { ...others, overdueAt: overdue ? this.service.now() : null };
  }

  private async decide(input: MoveComplianceInput, context: RequestContext): Promise<CompliancePayloadType> {
    const { building, to, dryRun } = input;
    const texts = { reason: textOf(input.reason), reference: textOf(input.reference) };
    for (const name of ['reason', 'reference'] as const) {
      const problem = textProblem(texts[name], LONGEST[name]);
      if (problem !== null) return { compliance: null, move: null, userErrors: [userError('INVALID', ['input', name], problem)] };
    }
    const isTheirs = !building.includes('\u0000') && (await context.loaders.complianceOf.load(building)) !== null;
    const expectedVersion = input.expectedVersion ?? undefined;
    const outcome: MoveOutcome = isTheirs
      ? await this.service.move({ building, to, by: actorOf(context), ...texts, expectedVersion, dryRun })
      : { kind: 'unknown' };
    context.renew();
    const stands = outcome.kind === 'unknown' ? null : await context.loaders.complianceOf.load(building);
    return {
      compliance: stands && toBuildingComplianceType(stands),
      move: await moveOf(outcome, context),
      userErrors: whyNot(outcome),
    };
  }
}

@Resolver(() => BuildingComplianceType)
export class BuildingComplianceResolver {
  constructor(private readonly service: ComplianceService) {}

  @ResolveField(() => BuildingType, { nullable: true, description: 'The building.' })
  async building(@Parent() { buildingCode }: BuildingComplianceType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeByCode.load(buildingCode);
    return place?.placeKind === 'BUILDING' ? toBuildingType(place) : null;
  }

  @ResolveField(() => Boolean, { description: 'Whether it is over its time.' })
  isOverdue(@Parent() { standing }: BuildingComplianceType): boolean {
    return isOverdue(standing, this.service.now());
  }

  @ResolveField(() => [ComplianceStateEnum], { description: 'Where somebody with compliance:write could move it now.' })
  possibleMoves(@Parent() { standing }: BuildingComplianceType) {
    return possibleMoves(standing, this.service.ruleNow(), this.service.now());
  }

  @ResolveField(() => BuildingFactsType, { nullable: true, description: 'What is known of it now.' })
  async facts(@Parent() { buildingCode }: BuildingComplianceType, @Context() { loaders }: RequestContext) {
    const facts = await loaders.factsOfBuilding.load(buildingCode);
    return facts && toFactsType(facts);
  }

  @ResolveField(() => ComplianceMoveConnectionType, { description: 'How it came there, the newest first.' })
  async moves(@Parent() { placeId }: BuildingComplianceType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.complianceMoves.load(placeId, {}, toPageRequest(page)), toMoveType);
  }
}

@Resolver(() => BuildingType)
export class ComplianceOfBuildingResolver {
  @ResolveField(() => BuildingComplianceType, { nullable: true, description: `Where it stands.${NOT_AS_OF}` })
  @Requires(READ)
  @Extensions(UNRECORDED)
  async compliance(@Parent() { code }: BuildingType, @Context() { loaders }: RequestContext) {
    const stands = await loaders.complianceOf.load(code);
    return stands && toBuildingComplianceType(stands);
  }
}

async function moveOf(outcome: MoveOutcome, { loaders }: RequestContext): Promise<ComplianceMoveType | null> {
  if (outcome.kind !== 'moved' && outcome.kind !== 'dry-run') return null;
  const place = await loaders.placeByCode.load(outcome.move.building);
  const owner = place?.placeKind === 'BUILDING' && place.ownerId !== null ? await loaders.ownerById.load(place.ownerId) : null;
  return writtenMove(outcome.move, outcome.kind === 'moved' ? outcome.moveId : null, owner?.code ?? null);
}

function textOf(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function textProblem(text: string | null, longest: number): string | null {
  if (text === null) return null;
  if (text.length > longest) return `is ${text.length} characters long; allowed are ${longest}`;
  return text.includes('\u0000') || !text.isWellFormed() ? 'holds characters that cannot be kept' : null;
}

function whyNot(outcome: MoveOutcome): UserErrorType[] {
  switch (outcome.kind) {
    case 'moved':
    case 'dry-run':
      return [];
    case 'unknown':
      return [userError('NOT_FOUND', ['input', 'building'], 'there is no such building')];
    case 'conflict':
      return [
        userError('CONFLICT', ['input', 'expectedVersion'], `it moved meanwhile: it is ${outcome.state}, version ${outcome.version}`),
      ];
    case 'refused':
      return [userError('INVALID', ['input', 'to'], outcome.why)];
    case 'needs-reason':
      return [userError('INVALID', ['input', 'reason'], 'is needed')];
  }
}
