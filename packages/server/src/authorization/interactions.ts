// SPDX-License-Identifier: Apache-2.0
import type { Professional } from '@dossier/core/actors';
import { isClinical, type Scope } from '@dossier/core/scopes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Interaction } from 'oidc-provider';
import type { Pool } from 'pg';
import { type Forms, html, type Language, languageOf, sendPage, sendProblem } from '../pages/index.ts';
import { accountOf, type GrantContext, putAccount, putGrantContext } from './accounts.ts';
import { choiceText, scopeList, texts } from './choice-page.ts';
import { accountIdOf, type Choice, type ChoicePorts, choicesOf } from './choices.ts';
import { launchOf } from './launches.ts';
import { modeField, type PatientAsking, patientAsked, patientPage } from './patient-page.ts';
import type { AuthorizationServer } from './provider.ts';
import { grantable, parsed } from './scopes.ts';
import type { OngoingSignIn, SignInInteraction, SignInWay } from './sign-in-way.ts';

export interface InteractionOptions {
  readonly pool: Pool;
  readonly server: AuthorizationServer;
  readonly audience: string;
  readonly forms: Forms;
  readonly ports: ChoicePorts;
  readonly ways: readonly SignInWay[];
}

interface Asked {
  readonly scopes: readonly string[];
  readonly choices: readonly Choice[];
  /** Record that the launching software has open. */
  readonly launched?: string;
}

const languageFor = (request: FastifyRequest, { params }: Interaction): Language =>
  languageOf(request.headers['accept-language'], params.ui_locales as string | undefined);

/** Whether a choice gives a patient in context, where one is asked for. */
const fits = (choice: Choice, scopes: readonly Scope[], launched: string | undefined): boolean => {
  const needsPatient = scopes.some(
    (scope) => (isClinical(scope) && scope.context === 'patient') || (scope.kind === 'launch' && scope.needs),
  );
  return !needsPatient || launched !== undefined || choice.actor.onlyRecord !== undefined;
};

/** A professional as yet without a patient, in the normal mode: whom to work on they may choose, and the mode. */
const picking = ({ actor }: Choice, application?: Professional['application']): Professional | undefined =>
  actor.kind === 'professional' && actor.mode.kind === 'normal'
    ? { ...actor, ...(application && { application }) }
    : undefined;

/** The pages between a request for authorization and its answer: signing in, then choosing and agreeing. */
export const registerInteractions = async (app: FastifyInstance, options: InteractionOptions): Promise<void> => {
  const { pool, server, audience, forms, ports, ways } = options;
  const { provider } = server;
  const { patients } = ports;

  const interactionOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Interaction | undefined> => {
    const { uid } = request.params as { readonly uid?: string };
    const found = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
    if (found !== undefined && found.uid === uid) return found;
    sendProblem(request, reply, 'interaction-over');
    return undefined;
  };

  const clientOf = async ({ params }: Interaction) => provider.Client.find(String(params.client_id));

  const applicationOf = async (found: Interaction): Promise<OngoingSignIn['application']> => {
    const id = String(found.params.client_id);
    return { id, name: (await clientOf(found))?.clientName ?? id };
  };

  /** Where a form may lead in the end: back to the application. */
  const targetsOf = ({ params }: Interaction): readonly string[] => {
    const target = new URL(String(params.redirect_uri));
    return [target.origin === 'null' ? target.protocol : target.origin];
  };

  const interaction: SignInInteraction = {
    forms,
    find: async (request, reply): Promise<OngoingSignIn | undefined> => {
      const found = await interactionOf(request, reply);
      if (found === undefined) return undefined;
      const { login_hint: loginHint } = found.params;
      return {
        uid: found.uid,
        language: languageFor(request, found),
        application: await applicationOf(found),
        ...(typeof loginHint === 'string' && { loginHint }),
      };
    },
    conclude: async (request, reply, { who, amr, acr, at }) => {
      const found = await interactionOf(request, reply);
      if (found === undefined) return reply;
      const accountId = accountIdOf(who);
      await putAccount(pool, accountId, who);
      const login = { accountId, amr: [...amr], acr, ts: Math.floor(Date.parse(at) / 1000), remember: false };
      const next = await provider.interactionResult(request.raw, reply.raw, { login });
      return reply.header('cache-control', 'no-store').redirect(next, 303);
    },
  };

  const askedOf = async (found: Interaction): Promise<Asked | undefined> => {
    const accountId = found.session?.accountId;
    const who = accountId === undefined ? undefined : await accountOf(pool, accountId);
    if (accountId === undefined || who === undefined) return undefined;
    const scopes = grantable(String(found.params.scope ?? ''), await clientOf(found));
    const { launch } = found.params;
    const launched = typeof launch === 'string' ? await launchOf(pool, launch, accountId) : undefined;
    if (launch !== undefined && launched === undefined) return undefined;
    const choices = await choicesOf(who, ports);
    // A launch is for the record that it names: the person cannot choose another.
    const open = choices.filter(
      ({ actor }) => launched === undefined || actor.onlyRecord === undefined || actor.onlyRecord === launched,
    );
    return { scopes, choices: open, ...(launched !== undefined && { launched }) };
  };

  const showWays = (reply: FastifyReply, found: Interaction, language: Language): FastifyReply => {
    const groups = (['persons', 'professionals', 'agents'] as const).map((audienceOfWay) => {
      const own = ways.filter((way) => way.for === audienceOfWay);
      const links = own.map(
        ({ id, label }) => html`<li><a class="button" href="/sign-in/${found.uid}/${id}">${label[language]}</a></li>`,
      );
      return own.length > 0 && html`<h2>${texts[audienceOfWay][language]}</h2><ul class="ways">${links}</ul>`;
    });
    const body = ways.length > 0 ? groups : html`<p class="alarm" role="alert">${texts.noWay[language]}</p>`;
    return sendPage(reply, { title: texts.signIn[language], language, body });
  };

  const showChoices = async (
    request: FastifyRequest,
    reply: FastifyReply,
    found: Interaction,
    language: Language,
  ): Promise<FastifyReply> => {
    const asked = await askedOf(found);
    if (asked === undefined) return sendProblem(request, reply, 'interaction-over');
    const scopes = parsed(asked.scopes);
    const choices = asked.choices.filter((choice) => picking(choice) ?? fits(choice, scopes, asked.launched));
    const client = await clientOf(found);
    const why = asked.choices.length === 0 ? texts.nothing : texts.needsLaunch;
    const radios = choices.map((choice, index) => {
      const { actor } = choice;
      const small =
        actor.kind === 'professional' && html`<small>${[actor.profession, actor.specialty].join(' ')}</small>`;
      return html`<label class="choice"><input type="radio" name="choice" value="${choice.id}" required${index === 0 && html` checked`}><span>${choiceText(choice, language)}${small}</span></label>`;
    });
    const allow = html`<fieldset><legend>${texts.as[language]}</legend>${radios}</fieldset>${choices.some((choice) => picking(choice)) && modeField(language)}
<h2>${texts.wants[language]}</h2><p><strong>${client?.clientName ?? client?.clientId}</strong></p>${scopeList(scopes, language)}
<button name="answer" value="allow">${texts.allow[language]}</button>`;
    const content = html`${choices.length === 0 ? html`<p class="alarm" role="alert">${why[language]}</p>` : allow}
<button class="second" name="answer" value="refuse" formnovalidate>${texts.refuse[language]}</button>`;
    const body = forms.form(request, reply, `/sign-in/${found.uid}/choice`, content);
    return sendPage(reply, { title: texts.choose[language], language, body }, { formTargets: targetsOf(found) });
  };

  app.get('/sign-in/:uid', async (request, reply) => {
    const found = await interactionOf(request, reply);
    if (found === undefined) return reply;
    const language = languageFor(request, found);
    return found.prompt.name === 'login'
      ? showWays(reply, found, language)
      : showChoices(request, reply, found, language);
  });

  const showPatients = async (
    request: FastifyRequest,
    reply: FastifyReply,
    found: Interaction,
    asking: PatientAsking,
  ): Promise<FastifyReply> => {
    const language = languageFor(request, found);
    const { title, search, content } = patientPage(asking, language);
    const body = forms.form(request, reply, `/sign-in/${found.uid}/${search ? 'patient' : 'choice'}`, content);
    return sendPage(reply, { title, language, body }, { formTargets: targetsOf(found) });
  };

  const grantTo = async (
    found: Interaction,
    asked: Asked,
    choice: Choice,
    picked: Pick<GrantContext, 'recordId' | 'accessId'>,
  ): Promise<string> => {
    const accountId = found.session?.accountId ?? '';
    const grant = new provider.Grant({ accountId, clientId: String(found.params.client_id) });
    grant.addOIDCScope(asked.scopes.filter((scope) => !scope.includes('/')).join(' '));
    grant.addResourceScope(audience, asked.scopes.join(' '));
    const grantId = await grant.save();
    const recordId = asked.launched ?? choice.actor.onlyRecord;
    await putGrantContext(pool, grantId, {
      accountId,
      choice: choice.id,
      ...(recordId !== undefined && { recordId }),
      ...picked,
    });
    return grantId;
  };

  const answered = async (
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (
      found: Interaction,
      asked: Asked,
      choice: Choice,
      fields: Readonly<Record<string, string>>,
    ) => Promise<FastifyReply>,
  ): Promise<FastifyReply> => {
    const found = await interactionOf(request, reply);
    if (found === undefined) return reply;
    const fields = forms.read(request);
    if (fields === undefined) return sendProblem(request, reply, 'form-foreign');
    if (found.prompt.name !== 'consent') return sendProblem(request, reply, 'interaction-over');
    if (fields.answer !== 'allow')
      return goOn(request, reply, { error: 'access_denied', error_description: 'the user refused' });
    const asked = await askedOf(found);
    const choice = asked?.choices.find(({ id }) => id === fields.choice);
    if (asked === undefined || choice === undefined) return sendProblem(request, reply, 'interaction-over');
    return answer(found, asked, choice, fields);
  };

  const goOn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    result: Parameters<typeof provider.interactionResult>[2],
  ): Promise<FastifyReply> =>
    reply
      .header('cache-control', 'no-store')
      .redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);

  app.post('/sign-in/:uid/choice', (request, reply) =>
    answered(request, reply, async (found, asked, choice, fields) => {
      const agree = async (picked: Pick<GrantContext, 'recordId' | 'accessId'> = {}) =>
        goOn(request, reply, { consent: { grantId: await grantTo(found, asked, choice, picked) } });
      const { launched } = asked;
      const actor = picking(choice, await applicationOf(found));
      const breaking = fields.mode === 'break-glass';
      const enough = fits(choice, parsed(asked.scopes), launched);
      if (actor === undefined) return enough ? agree() : sendProblem(request, reply, 'interaction-over');
      if (!breaking && enough) return agree();
      const recordId = launched ?? fields.patient;
      const { reason = '' } = fields;
      const page = { choice: choice.id, breaking, reason, found: [], ...(launched !== undefined && { launched }) };
      // Before the page of the patient was filled in.
      if (recordId === undefined || (breaking && fields.reason === undefined))
        return showPatients(request, reply, found, page);
      if (!breaking)
        return (await patients.modeOn(actor, recordId)) === undefined
          ? showPatients(request, reply, found, { ...page, refusal: 'none' })
          : agree({ recordId });
      const opened = await patients.breakGlass(actor, recordId, reason);
      if (typeof opened === 'string') return showPatients(request, reply, found, { ...page, refusal: opened });
      return agree({ recordId, accessId: opened.accessId });
    }),
  );

  app.post('/sign-in/:uid/patient', (request, reply) =>
    answered(request, reply, async (found, asked, choice, fields) => {
      const actor = picking(choice, await applicationOf(found));
      if (actor === undefined || asked.launched !== undefined) return sendProblem(request, reply, 'interaction-over');
      const breaking = fields.mode === 'break-glass';
      const { reason = '' } = fields;
      const page = { choice: choice.id, breaking, reason };
      const said = patientAsked(fields);
      // To break the glass, the patient is named: who may be met by traits is for emergency dispatch alone.
      const shown = breaking && !('ins' in said) ? 'too-little' : await patients.find(actor, said, breaking);
      if (shown === 'too-little') return showPatients(request, reply, found, { ...page, found: [], refusal: shown });
      return showPatients(request, reply, found, {
        ...page,
        found: shown,
        ...(shown.length === 0 && { refusal: 'none' }),
      });
    }),
  );

  for (const way of ways) await way.register(app, interaction);
};
