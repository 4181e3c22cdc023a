import type { Problem } from '@app/inventory';
import { spreadsheetCell } from '@app/kernel';
import { type CameraReading, readCamera, type RegisterCamerasOutcome, RegistrationService, type ReviewOutcome } from '@app/registration';
import { Args, Context, Extensions, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { NOT_AS_OF } from '../graphql/field.extensions.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { numericKey } from '../graphql/node.id.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { userError, type UserErrorType } from '../graphql/user.error.type.js';
import { toBuildingType } from '../inventory/inventory.mapper.js';
import { BuildingType } from '../inventory/place.type.js';
import { registrarOf } from './registrar.of.js';
import {
  BuildingRegistrationInput,
  type CameraRegistrationInput,
  ExpectedBuildingInput,
  OwnerRegistrationInput,
  RegisterCamerasInput,
  RegistrationFilterInput,
  ReviewRegistrationInput,
} from './registration.inputs.js';
import { toDeclarationType, toDeclaredCameraType, toFindingType } from './registration.mapper.js';
import { RegisterBuildingPayloadType, RegisterCamerasPayloadType, ReviewRegistrationPayloadType } from './registration.payloads.js';
import { DeclarationConnectionType, DeclarationType, DeclaredCameraConnectionType, RegistrationFindingType } from './registration.type.js';

const SUBMIT = 'registration:submit';
const MOST_CAMERAS = 5_000;
const MOST_WARNINGS = 1_000;
const LONGEST_REASON = 2_000;
const EXPECTED =
  'The building as the caller last saw it: if it is different by now, nothing is written. null: there must be none yet. Not given: whatever there is.';

/** Owners declare buildings and cameras; registrars review. What is not the viewer's looks as if it were not there. */
@Resolver()
export class RegistrationResolver {
  constructor(private readonly service: RegistrationService) {}

  @Query(() => DeclarationConnectionType, { description: `What was declared, the newest first.${NOT_AS_OF}` })
  @Requires(SUBMIT)
  @ByArea()
  @Extensions({ isUnrecorded: true })
  async registrations(
    @Args() page: PageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which; none: all that no later one took the place of.' })
    filter?: RegistrationFilterInput,
  ) {
    return toConnection(await readers.declarations.page(boundedFilter(filter), toPageRequest(page)), toDeclarationType);
  }

  @Mutation(() => RegisterBuildingPayloadType, {
    description:
      'Adds or changes a building with its owner. An owner may change their own buildings, but not whose they are nor in whose area.',
  })
  @Requires(SUBMIT)
  @ByArea()
  async registerBuilding(
    @Args('input', { description: 'The building, given whole.' }) input: BuildingRegistrationInput,
    @Args('owner', { description: 'Who owns it.' }) owner: OwnerRegistrationInput,
    @Context() context: RequestContext,
    @Args('expected', { nullable: true, type: () => ExpectedBuildingInput, description: EXPECTED }) expected?: ExpectedBuildingInput | null,
  ): Promise<RegisterBuildingPayloadType> {
    const refused = (...userErrors: UserErrorType[]) => ({ version: null, building: null, userErrors });
    if ([input.code, input.station, owner.code].some(isNoCode)) return refused(userError('INVALID', ['input', 'code'], 'is no code'));
    const outcome = await this.service.registerBuilding(
      { row: given(input), owner: given(owner), expected: expected && given(expected) },
      registrarOf(context),
    );
    switch (outcome.kind) {
      case 'not-theirs':
        return refused(notTheirs(outcome.field));
      case 'conflict':
        return refused(
          userError('CONFLICT', ['expected'], outcome.isThere ? 'the building has changed meanwhile' : 'there is no such building'),
        );
      case 'refused':
        return refused(...outcome.problems.map(toUserError));
      case 'saved':
      case 'unchanged': {
        context.renew();
        const place = await context.loaders.placeByCode.load(input.code);
        const building = place?.placeKind === 'BUILDING' ? toBuildingType(place) : null;
        return { version: outcome.kind === 'saved' ? outcome.version : null, building, userErrors: [] };
      }
    }
  }

  @Mutation(() => RegisterCamerasPayloadType, {
    description: 'Declares the cameras of a building, all or nothing; they wait for review. Long lists: POST /registrations/cameras.',
  })
  @Requires(SUBMIT)
  @ByArea()
  async registerCameras(
    @Args('input', { description: 'The building and its cameras.' }) input: RegisterCamerasInput,
    @Context() context: RequestContext,
  ): Promise<RegisterCamerasPayloadType> {
    const { building, cameras, expectedVersion, dryRun } = input;
    const nothing = { declaration: null, errors: [], errorCount: 0, warnings: [], warningCount: 0 };
    if (cameras.length > MOST_CAMERAS) {
      const error = userError('INVALID', ['input', 'cameras'], `has ${cameras.length} items; allowed are ${MOST_CAMERAS}`);
      return { ...nothing, userErrors: [error] };
    }
    const asked = {
      readings: readingsOf(cameras, building),
      source: 'FORM' as const,
      building,
      expectedVersion: expectedVersion ?? undefined,
      dryRun,
    };
    const outcome = isNoCode(building)
      ? ({ kind: 'unknown-building' } as const)
      : await this.service.registerCameras(asked, registrarOf(context));
    const userErrors = whyNot(outcome);
    if (outcome.kind === 'unknown-building' || outcome.kind === 'conflict') return { ...nothing, userErrors };
    const { errorCount, warningCount } = outcome;
    const rows = { errors: outcome.errors.map(toFindingType), errorCount, warnings: outcome.warnings.map(toFindingType), warningCount };
    const made = outcome.kind === 'submitted' ? await context.loaders.declarationById.load(outcome.declarations[0].declarationId) : null;
    return { declaration: made && toDeclarationType(made), ...rows, userErrors };
  }

  @Mutation(() => ReviewRegistrationPayloadType, {
    description:
      'Decides on a declaration. Accepted, its cameras go into the inventory as one version; what an earlier one brought and it does not hold is retired.',
  })
  @Requires('registration:review')
  @ByArea()
  async reviewRegistration(
    @Args('input', { description: 'Which, and what is decided.' }) { id, accept, reason }: ReviewRegistrationInput,
    @Context() context: RequestContext,
  ): Promise<ReviewRegistrationPayloadType> {
    const key = numericKey<number>(id, 'Declaration');
    const text = reason?.trim() ?? '';
    const problem = accept ? null : reasonProblem(text);
    if (problem !== null) return { declaration: null, userErrors: [userError('INVALID', ['input', 'reason'], problem)] };
    const outcome: ReviewOutcome =
      key === null
        ? { kind: 'unknown' }
        : await this.service.review({ declarationId: key, rejectedFor: accept ? null : text }, registrarOf(context));
    if (key === null || outcome.kind === 'unknown')
      return { declaration: null, userErrors: [userError('NOT_FOUND', ['input', 'id'], 'there is no such declaration')] };
    context.renew();
    const declaration = await context.loaders.declarationById.load(key);
    return { declaration: declaration && toDeclarationType(declaration), userErrors: whyNotReviewed(outcome) };
  }
}

@Resolver(() => DeclarationType)
export class DeclarationResolver {
  @ResolveField(() => BuildingType, { nullable: true, description: 'The building.' })
  async building(@Parent() { buildingCode }: DeclarationType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeByCode.load(buildingCode);
    return place?.placeKind === 'BUILDING' ? toBuildingType(place) : null;
  }

  @ResolveField(() => DeclaredCameraConnectionType, { description: 'Its cameras, in the order of their rows.' })
  async cameras(@Parent() { declarationId }: DeclarationType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.camerasOfDeclaration.load(declarationId, {}, toPageRequest(page)), toDeclaredCameraType);
  }

  @ResolveField(() => [RegistrationFindingType], {
    description:
      'What should be looked at, as it was when it was handed in: at most 1,000, of what the viewer may see. Counts as 20 in the cost.',
  })
  @Extensions({ listSize: 20 })
  async warnings(@Parent() { kept }: DeclarationType, @Context() { loaders }: RequestContext) {
    const shown = await Promise.all(
      kept.map(async (each) => each.otherPlace === null || (await loaders.placeByCode.load(each.otherPlace)) !== null),
    );
    return kept
      .filter((_each, i) => shown[i])
      .slice(0, MOST_WARNINGS)
      .map(toFindingType);
  }
}

function isNoCode(code: string): boolean {
  return code.length > 64 || code.includes('\u0000');
}

function given<Values extends object>(values: Values): { [name in keyof Values]: Exclude<Values[name], null> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as never;
}

/** A form is read as a file is: by the same rules, its first camera in row 2. */
async function* readingsOf(cameras: readonly CameraRegistrationInput[], building: string): AsyncGenerator<readonly CameraReading[]> {
  yield cameras.map((camera, i) => readCamera(i + 2, ({ key }) => (key === 'building' ? '' : spreadsheetCell(camera[key])), building));
}

function whyNot(outcome: RegisterCamerasOutcome): UserErrorType[] {
  switch (outcome.kind) {
    case 'submitted':
    case 'dry-run':
      return [];
    case 'refused':
      return [userError('INVALID', ['input', 'cameras'], `nothing was written: ${outcome.errorCount} errors`)];
    case 'unknown-building':
      return [userError('NOT_FOUND', ['input', 'building'], 'there is no such building')];
    case 'conflict': {
      const { newest } = outcome;
      const what = newest ? `${newest.submittedBy} declared version ${newest.version} meanwhile` : 'there is no declaration yet';
      return [userError('CONFLICT', ['input', 'expectedVersion'], what)];
    }
  }
}

function whyNotReviewed(outcome: Exclude<ReviewOutcome, { kind: 'unknown' }>): UserErrorType[] {
  switch (outcome.kind) {
    case 'accepted':
    case 'rejected':
      return [];
    case 'conflict': {
      const { isSuperseded, state, reviewedBy } = outcome.declaration;
      const what = isSuperseded ? 'a later declaration took its place' : `it is ${state} by ${reviewedBy}`;
      return [userError('CONFLICT', ['input', 'id'], what)];
    }
    case 'refused':
      return outcome.problems.map(({ place, reason }) => userError('INVALID', ['input', 'id'], `${place}: ${reason}`));
  }
}

function notTheirs(field: 'code' | 'owner' | 'station'): UserErrorType {
  switch (field) {
    case 'code':
      return userError('INVALID', ['input', 'code'], 'is not a code that you can use');
    case 'owner':
      return userError('NOT_FOUND', ['owner', 'code'], 'there is no such owner');
    case 'station':
      return userError('NOT_FOUND', ['input', 'station'], 'is not a station that you can name here');
  }
}

function reasonProblem(text: string): string | null {
  if (text === '') return 'is empty';
  if (text.length > LONGEST_REASON) return `is ${text.length} characters long; allowed are ${LONGEST_REASON}`;
  return text.includes('\u0000') || !text.isWellFormed() ? 'holds characters that cannot be kept' : null;
}

/** A batch places a problem as an import would: `buildings[0] "GD1".name`. */
function toUserError({ place, reason }: Problem): UserErrorType {
  const [, list, field = ''] = /^(buildings|owners)\[0\](?: "(?:[^"\\]|\\.)*")?\.?(.*)$/s.exec(place) ?? [];
  return userError('INVALID', [list === 'owners' ? 'owner' : 'input', ...field.split('.').filter((step) => step !== '')], reason);
}
