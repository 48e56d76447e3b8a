/** @file Settings: OAuth clients, keychain, looking after connections, appearance, practice apps, self-test. */
import { useAnswer } from '../engine.ts';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { visible } from '../visible.ts';
import { AppearanceSection } from './AppearanceSection.tsx';
import { ClientsSection } from './ClientsSection.tsx';
import { DiagnoseSection } from './DiagnoseSection.tsx';
import { PracticeSection } from './PracticeSection.tsx';
import { VaultSection } from './VaultSection.tsx';
import { WatchSection } from './WatchSection.tsx';

export function SettingsScreen({ at }: { at: string | undefined }) {
  const { data: status } = useAnswer('status', null);
  return (
    <>
      <PageHead
        title="Settings"
        name="Settings"
        under={
          status ? (
            <>
              <span>Larder {visible(status.version)}</span>
              <span>Data in {visible(status.data_folder)}</span>
            </>
          ) : undefined
        }
      />
      <div className={page.page}>
        <ClientsSection at={at} />
        <VaultSection at={at} />
        <WatchSection />
        <AppearanceSection />
        <PracticeSection at={at} />
        <DiagnoseSection />
      </div>
    </>
  );
}
