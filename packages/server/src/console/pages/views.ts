// SPDX-License-Identifier: Apache-2.0
import type { JournalEntry } from '@dossier/core/journal';
import { type Content, type Html, html, type Language } from '../../pages/index.ts';
import type { EmergencyFigures, JournalPage, QueuedAccess, RecordView, ReviewedAccess } from '../../record/index.ts';
import { texts, verdictTexts } from './texts.ts';

/** What a page is drawn with. */
export interface View {
  readonly language: Language;
  /** A form that posts to an address, with its token. */
  readonly form: (action: string, content: Content) => Html;
}

const input = (name: string, label: string, attributes: Readonly<Record<string, string>> = {}): Html =>
  html`<label for="${name}">${label}</label><input id="${name}" name="${name}"${Object.entries(attributes).map(
    ([key, value]) => [html` `, key, html`="`, value, html`"`],
  )}>`;

const hidden = (fields: Readonly<Record<string, string>>): Content =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

const button = (label: string, kind: 'first' | 'second' = 'first'): Html =>
  html`<button class="${kind}">${label}</button>`;

const codeInput = (language: Language): Html =>
  input('code', texts.code[language], {
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    required: '',
    maxlength: '7',
  });

/** A table that scrolls by itself where the page is narrow. */
const table = (heads: readonly string[], rows: readonly (readonly Content[])[]): Html => html`<div class="wide"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;

const facts = (rows: readonly (readonly [string, Content])[]): Html =>
  html`<dl>${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`;

/** `2026-11-23 12:00 UTC`: the same for everybody who compares. */
const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

export const signInView = ({ language, form }: View, login: string): Html => html`${form(
  '/console/sign-in',
  html`${input('login', texts.login[language], { autocomplete: 'username', required: '', value: login })}
${input('password', texts.password[language], { type: 'password', autocomplete: 'current-password', required: '' })}
${codeInput(language)}
${button(texts.go[language])}`,
)}
<p><a href="/console/enrol">${texts.enrolLink[language]}</a></p>`;

export const enrolView = ({ language, form }: View, login: string): Html =>
  form(
    '/console/enrol',
    html`${input('login', texts.login[language], { autocomplete: 'username', required: '', value: login })}
${input('secret', texts.secret[language], { autocomplete: 'off', required: '' })}
${input('password', texts.newPassword[language], { type: 'password', autocomplete: 'new-password', required: '' })}
${button(texts.go[language])}`,
  );

export const appView = (
  { language, form }: View,
  { picture, secret }: { readonly picture: string; readonly secret: string },
): Html => html`<p>${texts.scan[language]}</p>
<p><img alt="" src="${picture}" width="200" height="200"></p>
<p><code>${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
${form('/console/enrol/app', html`${codeInput(language)}${button(texts.go[language])}`)}`;

export const homeView = (
  { language, form }: View,
  agentName: string,
  systems: readonly string[],
): Html => html`<p>${agentName}</p>
<h2>${texts.patient[language]}</h2>
${form(
  '/console/patient',
  html`${input('ins', texts.ins[language], { required: '', maxlength: '21', autocomplete: 'off' })}
<label for="system">${texts.system[language]}</label>
<select id="system" name="system">${systems.map((oid) => html`<option>${oid}</option>`)}</select>
<p class="quiet">${texts.traced[language]}</p>
${button(texts.find[language])}`,
)}
<h2>${texts.emergencies[language]}</h2>
<p><a href="/console/emergencies">${texts.waiting[language]}</a></p>
<p><a href="/console/figures">${texts.figures[language]}</a></p>
${form('/console/sign-out', button(texts.signOut[language], 'second'))}`;

const backHome = ({ language }: View): Html => html`<p><a href="/console">${texts.home[language]}</a></p>`;

const whoOf = ({ actor }: JournalEntry): string =>
  [actor.name ?? actor.key, actor.organizationName, actor.mode === 'normal' ? undefined : actor.mode]
    .filter((part) => part !== undefined)
    .join(', ');

export interface PatientFound {
  readonly view: RecordView;
  readonly journal: JournalPage;
  /** As they were asked for, for the next page. */
  readonly asked: { readonly ins: string; readonly system: string };
}

/** Identity and traces; nothing of what the record holds. */
export const patientView = (view: View, { view: { person, state }, journal, asked }: PatientFound): Html => {
  const { language, form } = view;
  const { traits, identifiers, status } = person;
  const name = `${traits.birthGivenNames.join(' ')} ${traits.birthFamilyName}`;
  const { next } = journal;
  return html`<h2>${texts.identity[language]}</h2>
${facts([
  [
    name,
    identifiers.map(({ ins, until }) => html`<p>${ins.value} (${ins.oid})${until && html` – ${moment(until)}`}</p>`),
  ],
  [texts.born[language], `${traits.birthDate} ${traits.birthPlaceCode ?? ''}`],
  [texts.status[language], status],
  [texts.state[language], state],
])}
<h2>${texts.traces[language]} (${journal.total})</h2>
${table(
  (['when', 'who', 'what', 'outcome'] as const).map((key) => texts[key][language]),
  journal.entries.map((entry) => [
    moment(entry.at),
    whoOf(entry),
    entry.operation,
    [entry.outcome, ...(entry.outcome === 'success' ? [] : entry.reasons)].join(', '),
  ]),
)}
${
  next &&
  form(
    '/console/patient',
    html`${hidden({ ...asked, at: next.at, entry: next.entryId, total: String(journal.total) })}${button(
      texts.more[language],
      'second',
    )}`,
  )
}
${backHome(view)}`;
};

const verdictText = (verdict: string | undefined, language: Language): string =>
  verdict === undefined ? '–' : (verdictTexts[verdict]?.[language] ?? verdict);

export const emergenciesView = (view: View, accesses: readonly QueuedAccess[]): Html => {
  const { language } = view;
  return html`<p><a href="/console/emergencies">${texts.waiting[language]}</a> ·
<a href="/console/emergencies?verdict=all">${texts.all[language]}</a></p>
${
  accesses.length === 0
    ? html`<p>${texts.nothing[language]}</p>`
    : table(
        (['when', 'who', 'organization', 'verdict'] as const).map((key) => texts[key][language]),
        accesses.map(({ accessId, openedAt, holderName, holder, organizationName, verdict }) => [
          html`<a href="/console/emergencies/${accessId}">${moment(openedAt)}</a>`,
          `${holderName} (${holder})`,
          organizationName ?? '–',
          verdictText(verdict, language),
        ]),
      )
}
${backHome(view)}`;
};

export const emergencyView = (
  view: View,
  { access, reason, verdicts }: ReviewedAccess,
  possible: readonly string[],
): Html => {
  const { language, form } = view;
  return html`${facts([
    [texts.who[language], `${access.holderName} (${access.holder})`],
    [texts.organization[language], access.organizationName ?? '–'],
    [texts.record[language], access.recordId],
    [texts.open[language], `${moment(access.openedAt)} ${texts.until[language]} ${moment(access.until)}`],
    [texts.reason[language], reason ?? '–'],
    ...verdicts.map(
      ({ verdict, at, byName, comment }) =>
        [
          verdictText(verdict, language),
          `${moment(at)}, ${byName}${comment === undefined ? '' : ` : ${comment}`}`,
        ] as const,
    ),
  ])}
${form(
  `/console/emergencies/${access.accessId}`,
  html`<fieldset><legend>${texts.verdict[language]}</legend>${possible.map(
    (verdict) =>
      html`<label class="choice"><input type="radio" name="verdict" value="${verdict}" required> ${verdictText(verdict, language)}</label>`,
  )}</fieldset>
${input('comment', texts.comment[language], { maxlength: '1000', autocomplete: 'off' })}
${button(texts.judge[language])}`,
)}
<p><a href="/console/emergencies">${texts.emergencies[language]}</a></p>
${backHome(view)}`;
};

export const figuresView = (view: View, figures: readonly EmergencyFigures[]): Html => {
  const { language } = view;
  const heads = ['organization', 'accesses', 'professionals', 'unjustified', 'pending'] as const;
  return html`${
    figures.length === 0
      ? html`<p>${texts.nothing[language]}</p>`
      : table(
          heads.map((key) => texts[key][language]),
          figures.map(({ organizationName, organizationId, accesses, professionals, verdicts, oldestWaiting }) => {
            const { justified = 0, 'not-justified': not = 0 } = verdicts;
            const waiting = accesses - justified - not;
            return [
              organizationName ?? organizationId ?? texts.without[language],
              accesses,
              professionals,
              `${not} / ${justified + not}`,
              oldestWaiting === undefined ? waiting : `${waiting} (${moment(oldestWaiting)})`,
            ];
          }),
        )
  }
${backHome(view)}`;
};
