// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { Frame, Title } from './shell.tsx';

/** The way in: to either portal. */
export const Welcome = () => {
  const { t } = useTranslation();
  return (
    <Frame>
      <Title>{t('welcome.title')}</Title>
      <div className="grid">
        <a className="card door" href="/patient">
          <strong>{t('welcome.patient')}</strong>
          <span>{t('welcome.patientText')}</span>
        </a>
        <a className="card door" href="/pro">
          <strong>{t('welcome.professional')}</strong>
          <span>{t('welcome.professionalText')}</span>
        </a>
      </div>
    </Frame>
  );
};
