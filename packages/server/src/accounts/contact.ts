// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { attemptChallenge, consumeChallenge, putChallenge } from './challenges.ts';
import { trace } from './events.ts';
import type { Account, AccountPorts, Channel, ContactCard } from './ports.ts';
import { numericCode, tokenHash } from './secrets.ts';

type Language = ContactCard['language'];

const MINUTE_MS = 60_000;

const partyOf = ({ personId }: Account) => `person:${personId}` as const;

/** What is known of where the person is reached; nothing yet in the language of the page. */
export const cardOf = async (
  account: Account,
  language: Language,
  { addressBook }: AccountPorts,
): Promise<ContactCard> => (await addressBook.read(partyOf(account))) ?? { language, preferences: {} };

export const addressIn = (card: ContactCard, channel: Channel): string | undefined =>
  channel === 'email' ? card.email : card.phone;

const expected = (
  token: string,
  { channel, address, code }: { readonly channel: Channel; readonly address: string; readonly code: string },
  { secrets }: AccountPorts,
): Buffer => secrets.mac('prove-address', `${tokenHash(token).toString('hex')}:${channel}:${address}:${code}`);

/**
 * Sends a code to an address that shall be the person's. Fails with `factor-unknown` for what is no address, or cannot be
 * written to, and `sign-in-throttled`.
 */
export const proveAddress = async (
  { accountId }: Account,
  {
    token,
    channel,
    address,
    language,
  }: { readonly token: string; readonly channel: Channel; readonly address: string; readonly language: Language },
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const { rules, throttle, addressBook } = ports;
  if (!addressBook.channels.includes(channel) || !addressBook.isAddress(channel, address))
    return fail(failure('factor-unknown'));
  if (!(await throttle.take([{ key: `sending:${accountId}`, limit: rules.sending }])))
    return fail(failure('sign-in-throttled'));
  const code = numericCode(rules.code.digits);
  const { attempts, validMs } = rules.code;
  const challenge = { token, purpose: 'prove-address', accountId, attempts, validMs } as const;
  await putChallenge({ ...challenge, expected: expected(token, { channel, address, code }, ports) }, ports);
  const sent = await addressBook.proveAddress({ channel, address, language }, code, Math.floor(validMs / MINUTE_MS));
  return sent ? ok(undefined) : fail(failure('factor-unknown'));
};

/** Takes the address whose code came back; the former one is told. Fails with `sign-in-refused`. */
export const confirmAddress = async (
  account: Account,
  {
    token,
    channel,
    address,
    code,
    language,
  }: {
    readonly token: string;
    readonly channel: Channel;
    readonly address: string;
    readonly code: string;
    readonly language: Language;
  },
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const asked = await attemptChallenge(token, 'prove-address', ports);
  const right =
    asked?.account_id === account.accountId &&
    asked.expected.equals(expected(token, { channel, address, code: code.replace(/\s/g, '') }, ports));
  if (!right || !(await consumeChallenge(token, 'prove-address', ports))) return fail(failure('sign-in-refused'));
  const card = await cardOf(account, language, ports);
  const former = addressIn(card, channel);
  await ports.addressBook.put(partyOf(account), { ...card, [channel === 'email' ? 'email' : 'phone']: address });
  await trace(account, { operation: 'account.change-contact', outcome: 'success', detail: { channel } }, ports);
  if (former !== undefined && former !== address)
    await ports.addressBook.tellReplaced({ channel, address: former, language: card.language });
  return ok(undefined);
};

/** Forgets an address; the last one stays. Answers whether it was forgotten. */
export const forgetAddress = async (account: Account, channel: Channel, ports: AccountPorts): Promise<boolean> => {
  const card = await ports.addressBook.read(partyOf(account));
  const other = channel === 'email' ? card?.phone : card?.email;
  const former = card && addressIn(card, channel);
  if (card === undefined || former === undefined || other === undefined) return false;
  const { email, phone, ...rest } = card;
  const kept = channel === 'email' ? { phone } : { email };
  await ports.addressBook.put(partyOf(account), { ...rest, ...kept } as ContactCard);
  await trace(
    account,
    { operation: 'account.change-contact', outcome: 'success', detail: { channel, removed: true } },
    ports,
  );
  await ports.addressBook.tellReplaced({ channel, address: former, language: card.language });
  return true;
};

/** Keeps in which language, and by which ways for each kind, the person wishes to be told. */
export const keepWishes = async (
  account: Account,
  { language, preferences }: Pick<ContactCard, 'language' | 'preferences'>,
  ports: AccountPorts,
): Promise<void> => {
  const card = await cardOf(account, language, ports);
  await ports.addressBook.put(partyOf(account), { ...card, language, preferences });
  await trace(account, { operation: 'account.change-contact', outcome: 'success', detail: { wishes: true } }, ports);
};
