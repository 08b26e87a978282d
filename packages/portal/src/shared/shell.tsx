// SPDX-License-Identifier: Apache-2.0
import { Link, Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Me, signInAt, signOut, useMe } from './session.ts';
import { Problem, Waiting } from './ui.tsx';
import { otherLanguage } from './words/index.ts';

const LanguageSwitch = () => {
  const { t, i18n } = useTranslation();
  const other = otherLanguage(i18n.language);
  return (
    <Button className="link" lang={other} onPress={() => void i18n.changeLanguage(other)}>
      {t('language')}
    </Button>
  );
};

/** Header, content and foot; `nav` are the sections of this portal. */
export const Frame = ({ me, nav, children }: { me?: Me; nav?: ReactNode; children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className="top">
        <a className="brand" href="/">
          {t('appName')}
        </a>
        {nav}
        <div className="top-end">
          <LanguageSwitch />
          {me && (
            <>
              <span className="who">{me.name}</span>
              <Button className="link" onPress={() => void signOut()}>
                {t('signOut')}
              </Button>
            </>
          )}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer>{t('foot')}</footer>
    </>
  );
};

interface Section {
  readonly to: string;
  readonly label: string;
}

const Nav = ({ sections }: { sections: readonly Section[] }) => {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('nav.label')}>
      {sections.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/patient' || to === '/pro' }}>
          {label}
        </Link>
      ))}
    </nav>
  );
};

/** The pages of one portal, for whoever may use it; the others are led to sign in. */
export const Portal = ({ sections, isFor }: { sections: readonly Section[]; isFor: (me: Me) => boolean }) => {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const wrong = me.data !== undefined && !isFor(me.data);
  const away = me.error !== null || wrong;
  useEffect(() => {
    if (wrong) window.location.assign(signInAt(window.location.pathname, i18n.language));
  }, [wrong, i18n.language]);
  if (away || me.data === undefined)
    return (
      <Frame>
        <Title>{t('welcome.title')}</Title>
        {me.error === null ? <Waiting /> : <Problem error={me.error} />}
      </Frame>
    );
  return (
    <Frame me={me.data} nav={<Nav sections={sections} />}>
      <Outlet />
    </Frame>
  );
};

/** The title of a page, in the page and in the browser; it has the focus when the page is shown. */
export const Title = ({ children }: { children: string }) => {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${children} · ${t('appName')}`;
  }, [children, t]);
  return <h1>{children}</h1>;
};
