// SPDX-License-Identifier: Apache-2.0
import type { Facts, Role } from '../kinds.ts';
import type { Message, Texts, Words } from './types.ts';
import { whenIn } from './when.ts';

const when = whenIn('en-GB');

const record = (role: Role): string => (role === 'patient' ? 'your record' : 'the record of a person you represent');

const who = ({ name }: Facts): string => name ?? 'A health professional';

const decisions: Readonly<Record<string, string>> = {
  authorization: 'an authorisation',
  block: 'the blocking of a professional',
  'attending-doctor': 'the attending doctor',
  administrator: 'the access of a professional to masked documents',
  'opposition-break-glass': 'the opposition to break-glass',
  'opposition-emergency-dispatch': 'the opposition to emergency dispatch',
  'emergency-masked-permission': 'the access to masked documents in an emergency',
  'default-confidentiality': 'the default confidentiality',
};

const mode = (facts: Facts): string => (facts.mode === 'emergency-dispatch' ? 'emergency dispatch' : 'break-glass');

const words = (subject: string, paragraphs: readonly string[], short: string): Words => ({
  subject,
  paragraphs,
  short,
});

const delegation = (facts: Facts, role: Role, verb: string): Words =>
  words(
    'Delegation changed',
    [
      role === 'holder'
        ? `A delegation that you hold for the record of another person ${verb} on ${when(facts.at ?? '')}.`
        : `A delegation${facts.name === undefined ? '' : ` to ${facts.name}`} for ${record(role)} ${verb} on ${when(facts.at ?? '')}.`,
    ],
    'A delegation was changed.',
  );

/** The secret stands in what is sent, and in nothing that is kept. */
const activation = ({ secret, secretUntil = '', activateAt }: Facts): readonly string[] =>
  secret === undefined
    ? []
    : [
        `To activate your account, go to ${activateAt} before ${when(secretUntil)}.`,
        `Type your INS there and this secret, which is good for one use: ${secret}. Give it to nobody.`,
      ];

const message = (sent: Message): Words => {
  if (sent.kind === 'address-replaced')
    return words(
      'Your address was changed',
      [
        'This address is no longer the one at which you are told of your record and your account. If it was not you who changed it, sign in and end what is open, or ask the help desk.',
      ],
      'This number is no longer yours for notices of your record. Was it not you? Sign in.',
    );
  if (sent.kind === 'code') {
    const what = sent.purpose === 'sign-in' ? 'to sign in' : 'to confirm your address';
    return words(
      'Your code',
      [
        `Your code ${what}: ${sent.code}`,
        `It is valid for ${sent.minutes} minutes. Give it to nobody: we never ask for it.`,
      ],
      `Code ${sent.code} ${what}, valid for ${sent.minutes} min. Give it to nobody.`,
    );
  }
  const what = {
    activation: 'activate your account',
    recovery: 'get back into your account',
    invitation: 'answer an invitation',
  }[sent.purpose];
  return words('Your link', [`To ${what}, open this address:`, sent.url], `To ${what}: ${sent.url}`);
};

export const en: Texts = {
  signIn: (url) => `To know more, sign in: ${url}`,
  why: 'This message is sent automatically. It contains no medical information.',
  message,
  notice: {
    'first-access': (facts, role) =>
      words(
        'First access of a professional',
        [`${who(facts)} looked into ${record(role)} for the first time on ${when(facts.at ?? '')}.`],
        'A professional looked into a record that concerns you for the first time.',
      ),
    'emergency-access': (facts, role) =>
      words(
        'Emergency access to a record',
        [
          role === 'attending-doctor'
            ? `${who(facts)} used ${mode(facts)} to look into the record of a person whose attending doctor you are, on ${when(facts.at ?? '')}.`
            : `${who(facts)} used ${mode(facts)} to look into ${record(role)} on ${when(facts.at ?? '')}.`,
        ],
        'Somebody looked into a record that concerns you in an emergency.',
      ),
    announcement: (_, role) =>
      words(
        'Your record was updated',
        [
          `There was an update of ${record(role)}. A health professional, such as your attending doctor, can talk about it with you.`,
        ],
        'There was an update. A health professional can talk about it with you.',
      ),
    'consent-changed': (facts, role) =>
      words(
        'Your decisions were changed',
        [
          `${facts.actorKind === 'professional' || facts.actorKind === 'staff' ? who(facts) : 'Somebody else than the patient'} changed ${decisions[facts.decision ?? ''] ?? 'a decision'}${facts.party === undefined ? '' : ` (${facts.party})`} in ${record(role)} on ${when(facts.at ?? '')}.`,
        ],
        'A decision in a record that concerns you was changed.',
      ),
    'delegation-begun': (facts, role) => delegation(facts, role, 'began'),
    'delegation-ended': (facts, role) => delegation(facts, role, 'ended'),
    'record-announced': (facts, role) =>
      words(
        'A record will be opened',
        [
          `The opening of ${record(role)} was announced on ${when(facts.at ?? '')}. You may oppose it; without an answer it will be opened.`,
          ...activation(facts),
        ],
        'A record will be opened; you may oppose it.',
      ),
    'record-opened': (facts, role) =>
      words(
        'Record opened',
        [`The opening of ${record(role)} took place on ${when(facts.at ?? '')}.`],
        'A record that concerns you is open.',
      ),
    'record-closed': (facts, role) =>
      words(
        'Record closed',
        [`The closing of ${record(role)} took place on ${when(facts.at ?? '')}.`],
        'A record that concerns you is closed.',
      ),
    'destruction-requested': (facts, role) =>
      words(
        'Destruction requested',
        [
          `The destruction of ${record(role)} was requested on ${when(facts.at ?? '')}. If it was not you, report it at once.`,
        ],
        'The destruction of a record that concerns you was requested.',
      ),
    'new-device': (facts) =>
      words(
        'Sign-in from a new device',
        [
          `Somebody signed in to your account${facts.device === undefined ? '' : ` from ${facts.device}`} on ${when(facts.at ?? '')}. If it was not you, change your password.`,
        ],
        'Sign-in to your account from a new device.',
      ),
    'factor-changed': (facts) =>
      words(
        'Means of signing in changed',
        [
          `A means of signing in to your account was changed${facts.factor === undefined ? '' : ` (${facts.factor})`} on ${when(facts.at ?? '')}. If it was not you, report it at once.`,
        ],
        'A means of signing in to your account was changed.',
      ),
  },
};
