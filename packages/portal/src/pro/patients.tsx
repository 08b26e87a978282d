// SPDX-License-Identifier: Apache-2.0
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { ask, type Bundle, type Patient, resources } from '../shared/fhir.ts';
import { dateText } from '../shared/format.ts';
import { Title } from '../shared/shell.tsx';
import { Card, Problem, Quiet } from '../shared/ui.tsx';
import { nameOf } from './name.ts';

/** Fifteen digits with the key, or thirteen without it, as people write them: in groups. */
const insOf = (written: string): string => written.replaceAll(/\s/g, '');

export const Patients = () => {
  const { t, i18n } = useTranslation();
  const [ins, setIns] = useState('');
  const find = useMutation({
    mutationFn: async (value: string) =>
      resources(await ask<Bundle<Patient>>(`/fhir/Patient?${new URLSearchParams({ identifier: insOf(value) })}`)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.mutate(ins);
  };
  return (
    <>
      <Title>{t('pro.title')}</Title>
      <Card title={t('pro.find')}>
        <Form onSubmit={submit} className="row">
          <TextField className="field" value={ins} onChange={setIns} isRequired>
            <Label>{t('pro.ins')}</Label>
            <Input inputMode="numeric" autoComplete="off" />
            <Text slot="description" className="quiet">
              {t('pro.insHelp')}
            </Text>
          </TextField>
          <Button type="submit" className="button" isDisabled={find.isPending}>
            {t('pro.search')}
          </Button>
        </Form>
        {find.error && <Problem error={find.error} />}
        {find.data?.length === 0 && <Quiet>{t('pro.none')}</Quiet>}
        <ul className="lines">
          {find.data?.map((patient) => (
            <li key={patient.id} className="line">
              <span>
                <strong>{nameOf(patient)}</strong>{' '}
                <span className="quiet">{t('pro.born', { date: dateText(patient.birthDate, i18n.language) })}</span>
              </span>
              <Link className="button" to={`/pro/records/${patient.id}`}>
                {t('pro.openRecord')}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
};
