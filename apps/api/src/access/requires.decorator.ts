import { applyDecorators, SetMetadata } from '@nestjs/common';
import { Extensions } from '@nestjs/graphql';
import type { Permission } from '@app/access';
import type { FieldExtensions } from '../graphql/field.extensions.js';

export const SIGN = 'api:sign';
/** 'public' = nobody is asked for a token; 'any' = any valid token; else the permission that the viewer must have. */
export type Sign = 'public' | 'any' | Permission;

/** The sign on a door: who may call this resolver or route. No sign on the door means shut. */
export function Requires(permission: Sign): MethodDecorator {
  return applyDecorators(SetMetadata(SIGN, permission), Extensions({ requires: permission }));
}

/**
 * For what is told of the viewer's area alone: it is read by the readers of the request, whose tables hold nothing else. A root field
 * without it tells of the whole network, and is refused to whoever has an area.
 */
export const ByArea = (): MethodDecorator => Extensions({ scope: 'area' } satisfies FieldExtensions) as MethodDecorator;

/** For a field below a root that tells of the whole network, e.g. because it is computed on all of it. */
export const OfWholeNetwork = (): MethodDecorator => Extensions({ scope: 'whole' } satisfies FieldExtensions) as MethodDecorator;

/** The sign on a type: every field that leads to it is covered, whichever path is taken, unless the field has a sign of its own. */
export function TypeRequires(permission: Sign): ClassDecorator {
  return Extensions({ requires: permission }) as ClassDecorator;
}

/** For routes that anybody may call: health, the console's files. */
export function Public(): MethodDecorator {
  return SetMetadata(SIGN, 'public');
}
