// SPDX-License-Identifier: Apache-2.0
import { type FormEvent, useState } from 'react';
import { Button, Form, Input, Label, Switch, Text, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Consent } from '../shared/fhir.ts';
import { dateText } from '../shared/format.ts';
import { useConsents } from '../shared/record.ts';
import { Title } from '../shared/shell.tsx';
import { Card, Confirm, Loading, Problem, Quiet } from '../shared/ui.tsx';
import { holderOf, kindOf, useDecide } from './decisions.ts';
import { useRecord } from './use-record.ts';

type Decide = ReturnType<typeof useDecide>;

const ENDABLE = ['authorization', 'attending-doctor', 'administrator', 'carer'];

const Holder = ({ consent, decide }: { consent: Consent; decide: Decide }) => {
  const { t, i18n } = useTranslation();
  const kind = kindOf(consent);
  const holder = holderOf(consent);
  const who = holder?.display ?? holder?.identifier?.value ?? '';
  const { start, end } = consent.provision?.period ?? {};
  const number = holder?.identifier;
  return (
    <li className="line">
      <div>
        <strong>{who}</strong>{' '}
        <span className={kind === 'block' ? 'tag alarm' : 'tag good'}>{t(`access.kinds.${kind}`)}</span>
        <p className="quiet">
          {start !== undefined && t('access.since', { date: dateText(start, i18n.language) })}{' '}
          {end !== undefined && t('access.until', { date: dateText(end, i18n.language) })}
        </p>
      </div>
      <div className="row line-end">
        {kind === 'block' && (
          <Button className="button second" onPress={() => decide.set.mutate({ consent, status: 'inactive' })}>
            {t('access.unblock')}
          </Button>
        )}
        {kind === 'authorization' && (
          <Button className="button second" onPress={() => decide.set.mutate({ consent, status: 'active' })}>
            {t('access.renew')}
          </Button>
        )}
        {ENDABLE.includes(kind) && (
          <Confirm
            label={t('access.end')}
            title={t('access.endTitle', { who })}
            confirm={t('access.end')}
            onConfirm={() => decide.set.mutate({ consent, status: 'inactive' })}
          >
            <p>{t('access.endText', { who })}</p>
          </Confirm>
        )}
        {kind === 'authorization' && number?.value !== undefined && (
          <Confirm
            danger
            label={t('access.block')}
            title={t('access.blockTitle', { who })}
            confirm={t('access.block')}
            onConfirm={() =>
              decide.begin.mutate({
                kind: 'block',
                holder: { ...(number.system && { system: number.system }), value: number.value ?? '', name: who },
              })
            }
          >
            <p>{t('access.blockText', { who })}</p>
          </Confirm>
        )}
      </div>
    </li>
  );
};

const Authorise = ({ decide }: { decide: Decide }) => {
  const { t } = useTranslation();
  const [value, setValue] = useState('');
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.begin.mutate(
      { kind: 'authorization', holder: { value: value.replaceAll(/\s/g, ''), name } },
      {
        onSuccess: () => {
          setValue('');
          setName('');
        },
      },
    );
  };
  return (
    <Form onSubmit={submit}>
      <TextField className="field" isRequired value={value} onChange={setValue} pattern="[\d\s]{9,16}">
        <Label>{t('access.number')}</Label>
        <Input inputMode="numeric" />
        <Text slot="description" className="quiet">
          {t('access.numberHelp')}
        </Text>
      </TextField>
      <TextField className="field" value={name} onChange={setName}>
        <Label>{t('access.name')}</Label>
        <Input />
      </TextField>
      <Button type="submit" className="button">
        {t('access.allow')}
      </Button>
    </Form>
  );
};

const OPPOSITIONS = [
  ['opposition-break-glass', 'access.glass'],
  ['opposition-emergency-dispatch', 'access.dispatch'],
] as const;

/** What is allowed in an emergency is what the patient does not oppose. */
const Emergency = ({ consents, decide }: { consents: readonly Consent[]; decide: Decide }) => {
  const { t } = useTranslation();
  return (
    <Card title={t('access.emergencyTitle')}>
      {OPPOSITIONS.map(([kind, label]) => {
        const opposition = consents.find((consent) => kindOf(consent) === kind && consent.status === 'active');
        return (
          <Switch
            key={kind}
            className="switch"
            isSelected={opposition === undefined}
            onChange={(isAllowed) =>
              isAllowed && opposition
                ? decide.set.mutate({ consent: opposition, status: 'inactive' })
                : decide.begin.mutate({ kind })
            }
          >
            <span className="knob" />
            {t(label)}
          </Switch>
        );
      })}
      <Quiet>{t('access.emergencyHelp')}</Quiet>
    </Card>
  );
};

/** Who may read the record, and what the patient decides of it. */
export const Access = () => {
  const { t } = useTranslation();
  const { recordId } = useRecord();
  const consents = useConsents(recordId);
  const decide = useDecide(recordId);
  return (
    <>
      <Title>{t('access.title')}</Title>
      <p>{t('access.intro')}</p>
      {decide.error && <Problem error={decide.error} />}
      <Loading query={consents}>
        {(all) => {
          const holders = all.filter((consent) => consent.status === 'active' && holderOf(consent) !== undefined);
          return (
            <>
              <Card title={t('access.title')}>
                {holders.length === 0 ? (
                  <Quiet>{t('access.nobody')}</Quiet>
                ) : (
                  <ul className="lines">
                    {holders.map((consent) => (
                      <Holder key={consent.id} consent={consent} decide={decide} />
                    ))}
                  </ul>
                )}
              </Card>
              <div className="grid">
                <Card title={t('access.add')}>
                  <Authorise decide={decide} />
                </Card>
                <Emergency consents={all} decide={decide} />
              </div>
            </>
          );
        }}
      </Loading>
    </>
  );
};
