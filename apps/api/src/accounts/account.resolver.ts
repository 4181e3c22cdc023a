import {
  type AccountChange,
  AccountQueries,
  AccountService,
  type Area,
  generatedPassword,
  jurisdictionOf,
  type ListedAccount,
  normalName,
  type Role,
} from '@app/access';
import { Inject, Optional } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { apiError } from '../graphql/graphql.errors.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError } from '../graphql/user.error.type.js';
import { toJurisdictionType } from '../viewer/jurisdiction.mapper.js';
import {
  AccountConnectionType,
  AccountPayloadType,
  AccountType,
  AddAccountInput,
  type AreasInput,
  SetAccountAreasInput,
  SetAccountRoleInput,
} from './account.type.js';

const OWN = 'nobody changes what their own account may do';

/** Who may sign on, as what, and what they see. Whoever has an area has no say in it: they could give themselves more. */
@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly queries: AccountQueries,
    @Optional() @Inject(AccountService) private readonly service: AccountService | null,
  ) {}

  @Query(() => AccountConnectionType, { description: 'All accounts, by name.' })
  @Requires('account:manage')
  async accounts(@Args() page: PageArgs) {
    return toConnection(await this.queries.page(toPageRequest(page)), toAccountType);
  }

  @Mutation(() => AccountPayloadType, { description: 'Adds an account, with a password that is shown once.' })
  @Requires('account:manage')
  async addAccount(@Args('input', { description: 'The account.' }) { name, role, ...areas }: AddAccountInput): Promise<AccountPayloadType> {
    const password = generatedPassword();
    const change = await this.desk().add({ name, role, areas: toAreas(areas), password });
    return this.answer(name, change, password);
  }

  @Mutation(() => AccountPayloadType, {
    description: 'Gives an account another role. Its sessions end; so do they with the changes below.',
  })
  @Requires('account:manage')
  async setAccountRole(
    @Args('input', { description: 'Whose, and which.' }) { name, role }: SetAccountRoleInput,
    @Context() context: RequestContext,
  ) {
    return this.change(name, context, (desk) => desk.setRole(name, role));
  }

  @Mutation(() => AccountPayloadType, { description: 'Gives an account other areas.' })
  @Requires('account:manage')
  async setAccountAreas(
    @Args('input', { description: 'Whose, and which.' }) { name, ...areas }: SetAccountAreasInput,
    @Context() context: RequestContext,
  ) {
    return this.change(name, context, (desk) => desk.setAreas(name, toAreas(areas)));
  }

  @Mutation(() => AccountPayloadType, { description: 'Shuts an account at once: password, sessions and tokens.' })
  @Requires('account:manage')
  async lockAccount(@Args('name', { description: 'Whose.' }) name: string, @Context() context: RequestContext) {
    return this.change(name, context, (desk) => desk.lock(name));
  }

  @Mutation(() => AccountPayloadType, { description: 'Opens an account again, and forgets its failed tries.' })
  @Requires('account:manage')
  async unlockAccount(@Args('name', { description: 'Whose.' }) name: string, @Context() context: RequestContext) {
    return this.change(name, context, (desk) => desk.unlock(name));
  }

  @Mutation(() => AccountPayloadType, { description: 'Makes another password for an account, which is shown once.' })
  @Requires('account:manage')
  async resetAccountPassword(@Args('name', { description: 'Whose.' }) name: string, @Context() context: RequestContext) {
    const password = generatedPassword();
    return this.change(name, context, (desk) => desk.setPassword(name, password), password);
  }

  private async change(
    name: string,
    context: RequestContext,
    work: (desk: AccountService) => Promise<AccountChange>,
    password: string | null = null,
  ): Promise<AccountPayloadType> {
    if (normalName(name) === actorOf(context)) return { account: null, password: null, userErrors: [userError('INVALID', ['name'], OWN)] };
    return this.answer(name, await work(this.desk()), password);
  }

  private async answer(name: string, change: AccountChange, password: string | null): Promise<AccountPayloadType> {
    const refused = (code: 'NOT_FOUND' | 'CONFLICT' | 'INVALID', message: string) => ({
      account: null,
      password: null,
      userErrors: [userError(code, code === 'INVALID' ? [] : ['name'], message)],
    });
    switch (change.kind) {
      case 'done': {
        const found = await this.queries.byName(normalName(name));
        return { account: found && toAccountType(found), password, userErrors: [] };
      }
      case 'unknown':
        return refused('NOT_FOUND', 'there is no such account');
      case 'exists':
        return refused('CONFLICT', 'there is an account of that name already');
      case 'unfit':
        return refused('INVALID', change.reason);
    }
  }

  private desk(): AccountService {
    if (!this.service) throw apiError('BAD_USER_INPUT', 'this service has no accounts to sign on to');
    return this.service;
  }
}

function toAreas({ stations, owners }: AreasInput): Area[] {
  return [...stations.map((code) => ({ kind: 'STATION' as const, code })), ...owners.map((code) => ({ kind: 'OWNER' as const, code }))];
}

function toAccountType({ role, areas, ...account }: ListedAccount): AccountType {
  return { ...account, role, jurisdiction: toJurisdictionType(jurisdictionOf(role as Role, areas)) };
}
