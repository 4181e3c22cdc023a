import { type Role, ROLES } from '@app/access';
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { JurisdictionType } from '../viewer/viewer.type.js';

const MANAGE = 'account:manage';
const enumName = (role: Role) => role.toUpperCase().replaceAll('-', '_');

export const AccountRoleEnum: Readonly<Record<string, Role>> = Object.fromEntries(ROLES.map((role) => [enumName(role), role]));
const DOES: Readonly<Record<Role, string>> = {
  administrator: 'Everything.',
  noc: 'Watches the network and takes outages on.',
  engineer: 'Changes the network besides.',
  'station-viewer': 'Sees what lies in an area.',
  registrar: 'Reviews what owners declare.',
  owner: 'Declares the cameras of their own buildings.',
  'trace-officer': 'Sees what is there, to find footage.',
  auditor: 'Reads and verifies the audit trail.',
  service: 'A program that reads.',
};
registerEnumType(AccountRoleEnum, {
  name: 'AccountRole',
  description: 'What somebody may do.',
  valuesMap: Object.fromEntries(ROLES.map((role) => [enumName(role), { description: DOES[role] }])),
});

@ObjectType('Account', { description: 'Somebody, or a program, that may ask.' })
@TypeRequires(MANAGE)
export class AccountType {
  @Field(() => String, { description: 'Its name, which is its own alone.' })
  name: string;

  @Field(() => String, { description: 'Its role, as `viewer` tells it.' })
  role: string;

  @Field(() => JurisdictionType, { description: 'What it may see.' })
  jurisdiction: JurisdictionType;

  @Field(() => Boolean, { description: 'Whether it signs on by a password of this service.' })
  hasPassword: boolean;

  @Field(() => Boolean, { description: 'Whether its password was set by somebody else, and opens nothing but the choice of another.' })
  mustChangePassword: boolean;

  @Field(() => Boolean, { description: 'Whether it needs the code of an authenticator.' })
  hasTotp: boolean;

  @Field(() => Boolean, { description: 'Whether it is shut: password, sessions and tokens.' })
  isLocked: boolean;

  @Field(() => DateTimeScalar, { description: 'Since when it exists.' })
  createdAt: Date;
}

@ObjectType('AccountConnection', { description: 'A page of accounts, by name.' })
@TypeRequires(MANAGE)
export class AccountConnectionType extends connectionOf('Account', () => AccountType, 'accounts', MANAGE) {}

@ObjectType('AccountPayload', { description: 'An account after a change, or why there was none.' })
@TypeRequires(MANAGE)
export class AccountPayloadType {
  @Field(() => AccountType, { nullable: true, description: 'The account as it is now.' })
  account: AccountType | null;

  @Field(() => String, { nullable: true, description: 'The password that was made for it, shown this once; its owner replaces it.' })
  password: string | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was changed; empty: it was.' })
  userErrors: UserErrorType[];
}

@InputType({ description: 'What an account may see: areas of stations and of owners.' })
export class AreasInput {
  @Field(() => [String], { defaultValue: [], description: 'Codes of stations, each with all below it; `*`: the whole network.' })
  stations: string[];

  @Field(() => [String], { defaultValue: [], description: 'Codes of owners: their buildings.' })
  owners: string[];
}

@InputType({ description: 'A new account. Its password is made here and shown once.' })
export class AddAccountInput extends AreasInput {
  @Field(() => String, { description: 'Letters, digits, spaces and . _ @ -, at most 127.' })
  name: string;

  @Field(() => AccountRoleEnum, { description: 'What it may do.' })
  role: Role;
}

@InputType({ description: 'Another role for an account.' })
export class SetAccountRoleInput {
  @Field(() => String, { description: 'Whose.' })
  name: string;

  @Field(() => AccountRoleEnum, { description: 'What it may do from now on.' })
  role: Role;
}

@InputType({ description: 'Other areas for an account, in the place of all that it has.' })
export class SetAccountAreasInput extends AreasInput {
  @Field(() => String, { description: 'Whose.' })
  name: string;
}
